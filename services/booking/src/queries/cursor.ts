import type { BookingView } from '@karcis/contracts';
import { z } from 'zod';

/** The two parts of the organiser's list: what waits for review, and everything else. */
export type Section = 'review' | 'others';

const Cursor = z.tuple([z.enum(['review', 'others']), z.iso.datetime(), z.guid()]);

/** Where the page after this booking begins, opaque to callers. */
export function encodeCursor(last: BookingView): string {
  const section: Section = last.state === 'REVIEW' ? 'review' : 'others';
  const at = section === 'review' ? submittedAt(last) : last.createdAt;
  return Buffer.from(JSON.stringify([section, at, last.id])).toString('base64url');
}

/** Reads a cursor back; undefined if it is none of ours. */
export function decodeCursor(
  cursor: string,
): { section: Section; at: string; id: string } | undefined {
  const parsed = Cursor.safeParse(readJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) return undefined;
  const [section, at, id] = parsed.data;
  return { section, at, id };
}

const submittedAt = ({ timeline, updatedAt }: BookingView) =>
  timeline.findLast(({ state }) => state === 'REVIEW')?.at ?? updatedAt;

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
