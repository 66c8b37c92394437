import type { Delivery, List, Notification, PageOf } from '@karcis/contracts';
import type { Selectable } from 'kysely';
import type { Db, DeliveriesTable, Status } from '../db/schema.ts';
import { decodeCursor, toPage } from './page.ts';

/** What people see; the rest are messages that there was nobody for, or nothing left to say in. */
const shown = ['queued', 'sent', 'failed'] as const satisfies readonly Status[];
type Shown = (typeof shown)[number];

/** The messages of each of these bookings in the order of asking, oldest first; all in one query. */
export async function findNotifications(
  db: Db,
  bookingIds: readonly string[],
): Promise<Notification[][]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['booking_id', 'kind', 'channel', 'status', 'updated_at'])
    .where('booking_id', 'in', [...new Set(bookingIds)])
    .where('status', 'in', shown)
    .orderBy('id')
    .execute();

  const byBooking = Map.groupBy(rows, ({ booking_id }) => booking_id);
  return bookingIds.map((id) =>
    (byBooking.get(id) ?? []).map(({ kind, channel, status, updated_at }) => ({
      kind,
      channel,
      status: status as Shown,
      at: updated_at.toISOString(),
    })),
  );
}

export type ListRequest = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly status?: Shown | undefined;
};

/** All messages, newest first. */
export async function listDeliveries(
  db: Db,
  { limit, cursor, status }: ListRequest,
): Promise<PageOf<List<Delivery>>> {
  const before = decodeCursor(cursor);
  if (before === undefined) return { badCursor: true };

  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('status', 'in', status ? [status] : shown)
    .$if(before !== null, (query) => query.where('id', '<', before))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows.map(toDelivery), limit);
}

/** One message that people may see. */
export async function findDelivery(db: Db, id: string): Promise<Delivery | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', '=', id)
    .where('status', 'in', shown)
    .executeTakeFirst();
  return row && toDelivery(row);
}

const toDelivery = (row: Selectable<DeliveriesTable>): Delivery => ({
  id: row.id,
  bookingId: row.booking_id,
  kind: row.kind,
  channel: row.channel,
  status: row.status as Shown,
  attempts: row.attempts,
  lastError: row.last_error,
  nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
  deliveredAt: row.delivered_at?.toISOString() ?? null,
  readAt: row.read_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});
