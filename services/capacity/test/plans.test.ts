import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useDatabase } from '@karcis/testing';
import pg from 'pg';
import * as capacityMigrations from '../migrations/index.ts';

const database = useDatabase([capacityMigrations]);
const connect = async (url: string) => {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=capacity' });
  await client.connect();
  return client;
};

let admin: pg.Client;
let session: pg.Client;
const itemIds: string[] = [];
const bookingIds: string[] = [];

type Call = readonly [
  name: string,
  sql: string,
  values: (items: string[], bookings: string[]) => unknown[],
];

const changes = (verb: string): Call => [
  verb,
  'select change_places($1, $2, $3, $4, $5)',
  (_, bookings) => [
    bookings.map(() => verb),
    bookings,
    bookings.map(() => 1),
    bookings.map(() => null),
    bookings.map(() => 60),
  ],
];
const calls: readonly Call[] = [
  [
    'hold',
    'select admit_holds($1, $2, $3, $4, 900)',
    (items, bookings) => [
      items,
      bookings.map(() => randomUUID()),
      bookings.map((_, index) => 1 + (index % items.length)),
      bookings.map(() => 1),
    ],
  ],
  [
    'repeated hold',
    'select admit_holds($1, $2, $3, $4, 900)',
    (items, bookings) => [items, bookings, bookings.map(() => 1), bookings.map(() => 1)],
  ],
  ...['lock', 'confirm', 'release', 'extend', 'reacquire'].map(changes),
  ['sweep', 'select sweep_holds(10)', () => []],
  ['count', 'select count_holds($1)', (items) => [items]],
];

/** Rows of items and places that this session has read, in whatever way. */
async function rowsSoFar(): Promise<number> {
  const { rows } = await session.query<{ read: number }>(
    `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
     from pg_stat_xact_user_tables where schemaname = 'capacity' and relname in ('items', 'places')`,
  );
  return rows[0]?.read ?? 0;
}

/** Rows that one call reads. It changes nothing. */
async function rowsRead([, sql, values]: Call, items: string[], bookings: string[]) {
  await session.query('begin');
  const before = await rowsSoFar();
  await session.query(sql, values(items, bookings));
  const after = await rowsSoFar();
  await session.query('rollback');
  return after - before;
}

beforeAll(async () => {
  admin = await connect(database.adminUrl);
  session = await connect(database.url('capacity'));
  // The service starts before the sale: its plans are made when statistics say that there is nothing.
  for (const table of ['items', 'places']) {
    await admin.query(`alter table ${table} set (autovacuum_enabled = off)`);
    await admin.query(`vacuum analyze ${table}`);
  }
  for (const call of calls) await rowsRead(call, [randomUUID()], [randomUUID()]);

  await admin.query(`
    insert into items (id, capacity, max_per_booking, price, starts_at, auto_approve, short_id, status,
      currency, slug, title, location, submission, description)
    select gen_random_uuid(), 1000000, 10, 0, now() + n * interval '1 day', false, lpad(n::text, 8, '0'), 'OPEN',
      'IDR', 'x', 'x', '', '{}', '' from generate_series(1, 1000) n`);
  const { rows } = await admin.query('select id from items');
  itemIds.push(...rows.map(({ id }) => id));
  const made = await admin.query(
    `insert into places (booking_id, item_id, quantity, epoch, state, held_at, expires_at, changed_at)
     select gen_random_uuid(), ($1::uuid[])[1 + n % 1000], 1, 1, 'HELD', now(),
       now() + interval '1 minute' * case when n > 9000 then -1 else 1 end, now()
     from generate_series(1, 10000) n
     returning booking_id`,
    [itemIds],
  );
  bookingIds.push(...made.rows.map(({ booking_id }) => booking_id));
  await admin.query(`
    update items set held = n from (select item_id, count(*) as n from places group by item_id) p
    where id = item_id`);
});
afterAll(async () => {
  await session.end();
  await admin.end();
});

describe('a plan that was made when the tables were empty', () => {
  it.each(calls)('of a %s reads the rows that it is about, and no others', async (...call) => {
    const read = await rowsRead(call, itemIds.slice(0, 5), bookingIds.slice(0, 5));
    expect(read).toBeLessThan(150);
  });
});
