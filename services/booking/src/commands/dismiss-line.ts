import type { dismissLine as call, RequestOf, ResponseOf } from '@karcis/contracts';
import { setDismissed } from '../db/statement-lines.ts';
import type { Db } from '../db/schema.ts';

/** Sets a line aside that is for no booking, or takes it back. A repeat changes nothing, and who was first stays written down. */
export async function dismissLine(
  db: Db,
  { lineId, isDismissed, organiser }: RequestOf<typeof call>,
): Promise<ResponseOf<typeof call>> {
  const line = await setDismissed(db, lineId, isDismissed ? organiser : null);
  if (!line) return { outcome: 'statement-line-not-found' };
  return { outcome: line.bookingId === null ? 'ok' : 'statement-line-used' };
}
