import { z } from 'zod';

/** The last item of a page. */
export type ItemCursor = { readonly startsAt: string; readonly id: string };

const Cursor = z.tuple([z.iso.datetime(), z.guid()]);

/** Where the page after this item begins, opaque to callers. */
export const encodeCursor = ({ startsAt, id }: ItemCursor) =>
  Buffer.from(JSON.stringify([startsAt, id])).toString('base64url');

/** Reads a cursor back; undefined if it is none of ours. */
export function decodeCursor(cursor: string): ItemCursor | undefined {
  const parsed = Cursor.safeParse(readJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) return undefined;

  const [startsAt, id] = parsed.data;
  return { startsAt, id };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
