import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ProblemCode } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import type { Response } from 'express';

/** Should a browser ever take a file for a page, that page may do nothing and belongs to no origin. */
const HARMLESS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};

/** Streams a file, or says that there is none. A client that goes away takes the stream with it. */
export async function sendFile(
  res: Response,
  stream: Readable | undefined,
  missing: ProblemCode,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (!stream) throw new ProblemError(missing);

  res.set({ ...HARMLESS, ...headers });
  await pipeline(stream, res).catch((error: unknown) => {
    if (!res.destroyed) throw error;
  });
}
