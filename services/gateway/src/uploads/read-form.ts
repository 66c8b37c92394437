import { createHash, hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import { ProblemError } from '@karcis/http';
import busboy, { type Busboy } from 'busboy';
import type { HashedPart } from '../domain/fingerprint.ts';

export type Form = {
  readonly hasFile: boolean;
  /** The text of the part `fields`. */
  readonly fields: string | undefined;
  readonly parts: readonly HashedPart[];
};

export type FormReading = {
  /** All parts, or a ProblemError: what is malformed, too much, or not asked for. */
  readonly form: Promise<Form>;
  /** Reads no further. What still comes is thrown away, so that the answer can be received. */
  cancel(): void;
};

export type FormOptions = {
  readonly acceptsFields: boolean;
  /** Where the file goes, asked for when there is one. Left to the caller to end. Left out, the file is only hashed. */
  readonly openFile?: () => Writable;
  /** Told the size of each piece of a file that arrives. */
  readonly onProgress?: (bytes: number) => void;
};

const MULTIPART = /^multipart\/form-data\s*;/i;
/** proof-validation judges 10 MB to the byte; this bounds what is read when nobody judges. */
const FILE_BYTES_MAX = 10 * 1024 * 1024 + 65_536;
const FIELDS_BYTES_MAX = 65_536;
const REQUEST_BYTES_MAX = FILE_BYTES_MAX + 2 * FIELDS_BYTES_MAX;
const PARTS_MAX = 2;
const NAME_BYTES_MAX = 100;

/**
 * Reads `multipart/form-data` of at most one `file` and one `fields`, in any order, without keeping the file. A `file` without
 * name and content is what a browser sends when nobody chose one: it does not count.
 */
export function readForm(req: IncomingMessage, options: FormOptions): FormReading {
  const { acceptsFields, openFile, onProgress } = options;
  const parser = openParser(req);
  const { promise: form, resolve, reject } = Promise.withResolvers<Form>();
  const parts: HashedPart[] = [];
  let fields: string | undefined;
  let sawFile = false;
  let hasFile = false;

  function cancel(): void {
    req.unpipe(parser);
    req.resume();
    parser.destroy();
  }

  function fail(error: ProblemError): void {
    cancel();
    reject(error);
  }

  function takeFile(name: string, content: Readable, filename: string | undefined): void {
    content.on('error', () => undefined);
    if (name !== 'file' || sawFile) return fail(unexpected(name));
    sawFile = true;

    const sha256 = createHash('sha256');
    let sink: Writable | undefined;
    let isEmpty = true;
    content.on('data', (chunk: Buffer) => {
      isEmpty = false;
      onProgress?.(chunk.length);
      sha256.update(chunk);
      sink ??= openFile?.();
      if (!sink || sink.write(chunk)) return;
      content.pause();
      sink.once('drain', () => content.resume());
    });
    content.on('limit', () => fail(new ProblemError('file-too-large')));
    content.on('end', () => {
      if (isEmpty && !filename) return;
      sink ??= openFile?.();
      hasFile = true;
      parts.push({ name, sha256: sha256.digest('hex') });
    });
  }

  function takeField(name: string, value: string, isCut: boolean): void {
    if (name === 'file' && value === '') return;
    if (name !== 'fields' || !acceptsFields || fields !== undefined) return fail(unexpected(name));
    if (isCut) return fail(new ProblemError('payload-too-large'));
    fields = value;
    parts.push({ name, sha256: hash('sha256', value) });
  }

  parser.on('file', (name, content, { filename }) => takeFile(name, content, filename));
  parser.on('field', (name, value, info) => takeField(name, value, info.valueTruncated));
  parser.on('partsLimit', () => fail(unexpected('')));
  parser.on('error', () => fail(new ProblemError('malformed-request')));
  parser.on('close', () => resolve({ hasFile, fields, parts }));
  req.on('close', () => {
    if (!req.complete) fail(new ProblemError('malformed-request'));
  });
  req.pipe(parser);
  return { form, cancel };
}

function openParser(req: IncomingMessage): Busboy {
  const { 'content-type': type = '', 'content-length': length } = req.headers;
  if (!MULTIPART.test(type)) throw new ProblemError('unsupported-media-type');
  if (Number(length) > REQUEST_BYTES_MAX) throw new ProblemError('file-too-large');

  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: {
        fileSize: FILE_BYTES_MAX,
        fieldSize: FIELDS_BYTES_MAX,
        fieldNameSize: NAME_BYTES_MAX,
        // One more than there may be, so that one too many is noticed.
        parts: PARTS_MAX + 1,
      },
    });
  } catch {
    // No boundary, or a header that means nothing.
    throw new ProblemError('malformed-request');
  }
}

const unexpected = (name: string) =>
  new ProblemError('validation-failed', {
    errors: [
      {
        pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        code: 'unknown-field',
        detail: { id: 'Isian tidak dikenal', en: 'Unknown field' },
      },
    ],
  });
