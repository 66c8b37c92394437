import type { IncomingMessage, ServerResponse } from 'node:http';
import { type JsonLimits, parseStrictJson } from './parse-strict-json.ts';
import { ProblemError } from './problem.ts';

const BYTES_MAX = 65_536;
const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Reads a request's JSON body. Throws `unsupported-media-type`, `payload-too-large` the moment it is,
 * or `malformed-request`; a request without a body is an empty object.
 */
export async function readJson(req: IncomingMessage, limits: JsonLimits = {}): Promise<unknown> {
  if (!hasBody(req)) return {};
  refuseUnreadable(req);

  const { maxBytes = BYTES_MAX } = limits;
  if (Number(req.headers['content-length']) > maxBytes) throw new ProblemError('payload-too-large');
  return parseStrictJson(await readBytes(req, maxBytes), limits);
}

/**
 * Reads a request's body as it comes, for those whose signature is over these very bytes. Throws `payload-too-large` the moment
 * it is, or `malformed-request`.
 */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (!hasBody(req)) return Buffer.alloc(0);
  if (Number(req.headers['content-length']) > maxBytes) throw new ProblemError('payload-too-large');
  return readBytes(req, maxBytes);
}

type Next = (error?: unknown) => void;

/** Express middleware in place of `express.json()`: the body becomes `req.body`. */
export function jsonBody(limits: JsonLimits = {}) {
  return async (req: IncomingMessage & { body?: unknown }, _res: ServerResponse, next: Next) => {
    req.body = await readJson(req, limits);
    next();
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function refuseUnreadable({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (!JSON_TYPE.test(headers['content-type'] ?? '') || (encoding && encoding !== 'identity')) {
    throw new ProblemError('unsupported-media-type');
  }
}

function readBytes(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;

  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      req.pause();
      reject(new ProblemError('payload-too-large'));
      return;
    }
    chunks.push(chunk);
  });
  req.on('end', () =>
    resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
  );
  // The client went away in the middle: nobody reads the answer, but the caller must not wait for ever.
  req.on('close', () => {
    if (!req.complete) reject(new ProblemError('malformed-request'));
  });
  return promise;
}
