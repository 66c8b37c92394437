import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { uploadBytesMax } from '../domain/file-limits.ts';

/** A whole upload on disk. Whoever received it disposes of it. */
export type Upload = AsyncDisposable & {
  readonly path: string;
  readonly size: number;
  /** Of the bytes as they came, hex. */
  readonly sha256: string;
};

class TooLarge extends Error {
  override name = 'TooLarge';
}

/**
 * Writes an upload to a file of its own in `folder`. Undefined means too large, known at the first byte too many and not at
 * the end. Throws when the sender goes away before the end or the disk is full. Only what is returned stays on disk.
 */
export async function receiveUpload(source: Readable, folder: string): Promise<Upload | undefined> {
  const path = join(folder, randomUUID());
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
    await rm(path, { force: true });
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
  return {
    path,
    size,
    sha256: hash.digest('hex'),
    [Symbol.asyncDispose]: () => rm(path, { force: true }),
  };
}
