import {
  type BookingView,
  type listTransfers as call,
  type RequestOf,
  type ResponseOf,
  type Transfer,
  type TransferBooking,
  TransferKind,
} from '@karcis/contracts';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, StatementLinesTable } from '../db/schema.ts';
import { matches } from './find-matches.ts';
import { readViews } from './view.ts';

type Row = Omit<StatementLinesTable, 'id' | 'dismissed_at' | 'dismissed_by'> & {
  readonly id: string;
  readonly kind: TransferKind;
  readonly bookings: readonly string[];
};
type Answer = {
  readonly counts: Partial<Record<TransferKind, number>> | null;
  readonly page: Row[];
};

/** Lines that no booking has yet, newest first, and how many there are of each kind. */
export async function listTransfers(
  db: Db,
  { kind, methodId, cursor, limit }: RequestOf<typeof call>,
  timeZone: string,
): Promise<ResponseOf<typeof call>> {
  const after = cursor === undefined ? null : decodeCursor(cursor);
  if (after === undefined) return { badCursor: true };

  const ofAccount = methodId ? sql`l.method_id = ${methodId}` : sql`true`;
  const { rows } = await sql<Answer>`
    with matched as materialized (${matches(ofAccount, timeZone)}),
    page as (
      select l.id, l.statement_id, l.method_id, l.line, l.booked_on, l.description, l.amount, m.kind, m.bookings
      from matched m join statement_lines l on l.id = m.id
      where ${kind ? sql`m.kind = ${kind}` : sql`true`}
        and ${after ? sql`(l.booked_on, l.id) < (${after.day}::date, ${after.id}::uuid)` : sql`true`}
      order by l.booked_on desc, l.id desc limit ${limit + 1}
    )
    select
      (select jsonb_object_agg(kind, n) from (select kind, count(*) as n from matched group by kind) k) as counts,
      (select coalesce(jsonb_agg(to_jsonb(page) order by booked_on desc, id desc), '[]') from page) as page`.execute(
    db,
  );
  const { counts = null, page = [] } = rows[0] ?? {};
  const shown = page.slice(0, limit);
  const last = shown.at(-1);
  const bookings = await findBookings(
    db,
    shown.flatMap((row) => row.bookings),
  );
  return {
    data: shown.map((row) => toTransfer(row, bookings)),
    nextCursor: page.length > limit && last ? encodeCursor(last) : null,
    counts: Object.fromEntries(
      TransferKind.options.map((each) => [each, counts?.[each] ?? 0]),
    ) as Record<TransferKind, number>,
  };
}

async function findBookings(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TransferBooking>> {
  if (ids.length === 0) return new Map();
  const views = await readViews(db, sql`b.id = any(${[...new Set(ids)]}::uuid[])`);
  return new Map(views.map((view) => [view.id, toBooking(view)]));
}

const toBooking = (view: BookingView): TransferBooking => ({
  id: view.id,
  code: view.code,
  state: view.state,
  name: view.name,
  item: view.item,
  quantity: view.quantity,
  amount: view.amount,
  amountDue: view.amountDue,
  currency: view.currency,
  proof: view.proof,
  createdAt: view.createdAt,
  updatedAt: view.updatedAt,
});

const toTransfer = (row: Row, bookings: ReadonlyMap<string, TransferBooking>): Transfer => ({
  id: row.id,
  methodId: row.method_id,
  statementId: row.statement_id,
  line: row.line,
  day: row.booked_on,
  description: row.description,
  amount: row.amount,
  kind: row.kind,
  bookings: row.bookings.flatMap((id) => bookings.get(id) ?? []),
});

const Cursor = z.tuple([z.iso.date(), z.guid()]);

const encodeCursor = ({ booked_on, id }: Row) =>
  Buffer.from(JSON.stringify([booked_on, id])).toString('base64url');

function decodeCursor(cursor: string): { day: string; id: string } | undefined {
  try {
    const [day, id] = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { day, id };
  } catch {
    return undefined;
  }
}
