import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoredFile } from '../uploads/proof-files.ts';
import type { Reply } from './route.ts';

/** Passes a stream on at the pace of its reader. What breaks in the middle cuts the answer, so nobody takes it for whole. */
export async function streamAnswer(
  res: ServerResponse,
  content: Readable | AsyncIterable<string>,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  const source = content instanceof Readable ? content : Readable.from(content);
  await pipeline(source, res).catch((error: unknown) => {
    if (!res.destroyed) throw error;
  });
  return 'streamed';
}

/** A document that we drew, to be kept by the one who asked. */
export function sendDocument(
  res: ServerResponse,
  bytes: Buffer,
  about: { readonly contentType: string; readonly fileName: string; readonly language: string },
): Reply {
  const headers = {
    ...SAFE,
    'Content-Type': about.contentType,
    'Content-Disposition': `attachment; filename="${about.fileName}"`,
    'Content-Language': about.language,
    'Content-Length': String(bytes.length),
    'Cache-Control': 'private, no-store',
    Vary: 'Accept-Language',
  };
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.writeHead(200).end(bytes);
  return 'streamed';
}

/** Whatever a file is, no browser runs it or guesses at it. */
const SAFE = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
};

export const streamFile = (
  res: ServerResponse,
  { content, headers }: StoredFile,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply> => streamAnswer(res, content, { ...headers, ...SAFE, ...more });
