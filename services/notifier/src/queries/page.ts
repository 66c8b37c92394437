import { type List, uuid } from '@karcis/contracts';

/** Null for the first page, the last id of the page before, or undefined if the cursor is none of ours. */
export function decodeCursor(cursor: string | undefined): string | null | undefined {
  if (cursor === undefined) return null;
  return uuid.safeParse(Buffer.from(cursor, 'base64url').toString()).data;
}

/** Cuts rows, of which one too many was read, into a page. */
export function toPage<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): List<Row> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const nextCursor =
    rows.length > limit && last ? Buffer.from(last.id).toString('base64url') : null;
  return { data, nextCursor };
}
