import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { uploadBytesMax } from '../domain/file-limits.ts';

/** A whole upload on disk. */
export type Upload = {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Of the bytes as they came, hex. */
  readonly sha256: string;
};

class TooLarge extends Error {
  override name = 'TooLarge';
}

/**
 * Writes an upload to `path`, counting and hashing on the way. Undefined when it is too large: known at the first byte too
 * many, not at the end. Throws when the sender goes away before the end, or the disk is full.
 */
export async function receiveUpload(source: Readable, path: string): Promise<Upload | undefined> {
  const hash = createHash('sha256');
  let size = 0;

  async function* measured(): AsyncGenerator<Buffer> {
    // Destroying a request would take the connection that its answer needs.
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > uploadBytesMax) throw new TooLarge();
      hash.update(chunk);
      yield chunk;
    }
  }

  try {
    await pipeline(measured, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
  return { path, size, sha256: hash.digest('hex') };
}
