import type { IncomingMessage } from 'node:http';
import { S3Refusal } from './refusal.ts';
import { isSame, sha256, sign, type VerifiedSignature } from './verify-signature.ts';

const BODY_BYTES_MAX = 64 * 1024 * 1024;

/**
 * The body of a request whose signature is good, checked against what was signed.
 * @throws S3Refusal when it is another body, or too large for a test.
 */
export async function readBody(req: IncomingMessage, verified: VerifiedSignature): Promise<Buffer> {
  const sent = await readAll(req);
  switch (verified.payload) {
    case 'UNSIGNED-PAYLOAD':
      return sent;
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return joinChunks(sent, verified);
    default:
      if (verified.payload !== sha256(sent)) {
        throw new S3Refusal(
          400,
          'XAmzContentSHA256Mismatch',
          'The body is not the one that was signed.',
        );
      }
      return sent;
  }
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX)
      throw new S3Refusal(400, 'EntityTooLarge', 'The body is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * Undoes the chunked upload: `<hex size>;chunk-signature=<signature>\r\n<data>\r\n` and so on to a chunk of size 0,
 * each signature covering the one before.
 */
function joinChunks(sent: Buffer, { signature, stamp, signingKey }: VerifiedSignature): Buffer {
  const chunks: Buffer[] = [];
  let previous = signature;
  for (let offset = 0; ;) {
    const lineEnd = sent.indexOf('\r\n', offset);
    const line = sent.subarray(offset, Math.max(lineEnd, offset)).toString('latin1');
    const [, size, claimed] = /^([0-9a-f]+);chunk-signature=([0-9a-f]{64})$/.exec(line) ?? [];
    if (!size || !claimed)
      throw new S3Refusal(400, 'IncompleteBody', 'A chunk is missing or malformed.');

    const start = lineEnd + 2;
    const chunk = sent.subarray(start, start + Number.parseInt(size, 16));
    const text = [`AWS4-HMAC-SHA256-PAYLOAD`, stamp, previous, sha256(''), sha256(chunk)].join(
      '\n',
    );
    if (!isSame(sign(signingKey, text), claimed)) {
      throw new S3Refusal(403, 'SignatureDoesNotMatch', 'A chunk is not the one that was signed.');
    }
    if (chunk.length === 0) break;
    chunks.push(chunk);
    previous = claimed;
    offset = start + chunk.length + 2;
  }

  return Buffer.concat(chunks);
}
