import { randomUUID } from 'node:crypto';
import express from 'express';
import pg from 'pg';

/**
 * What people would write instead, done well: Express, a pool of 20, prepared statements, one transaction a hold with the item's
 * row locked, its bookings counted from an index, a durable commit. No outbox, no idempotency key, no rate limit, no audit
 * trail: it does less than we do.
 */
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 20,
  // It would close its connections after ten idle seconds, which is in the midst of the rival's turn.
  idleTimeoutMillis: 0,
});

const lockItem = {
  name: 'lock',
  text: 'select capacity, price from item where id = $1 for update',
};
const countUsed = {
  name: 'count',
  text: `select count(*)::int as used from booking where item_id = $1 and (state <> 'HOLD' or expires_at > now())`,
};
const insertBooking = {
  name: 'insert',
  text: `insert into booking (id, item_id, name, contact, state, amount, expires_at)
    values ($1, $2, $3, $4, 'HOLD', $5, now() + interval '15 minutes') returning *`,
};

const app = express();
app.disable('x-powered-by').disable('etag').use(express.json());

app.post('/hold', async (req, res) => {
  const { itemId, name, contact } = req.body as { itemId: string; name: string; contact: string };
  const client = await pool.connect();
  try {
    await client.query('begin');
    const item = (await client.query({ ...lockItem, values: [itemId] })).rows[0];
    const { used } = (await client.query({ ...countUsed, values: [itemId] })).rows[0];
    if (used >= item.capacity) {
      await client.query('rollback');
      res.status(409).json({ code: 'sold-out' });
      return;
    }
    const values = [randomUUID(), itemId, name, contact, item.price];
    const booking = (await client.query({ ...insertBooking, values })).rows[0];
    await client.query('commit');
    res.status(201).json(booking);
  } finally {
    client.release();
  }
});

app.get('/items/:id', async (req, res) => {
  const { rows } = await pool.query({
    name: 'read',
    text: `select i.*, (select count(*)::int from booking where item_id = i.id) as used from item i where id = $1`,
    values: [req.params.id],
  });
  res.json(rows[0]);
});

app.get('/items', async (_req, res) => {
  const { rows } = await pool.query({
    name: 'list',
    text: `select i.*, (select count(*)::int from booking where item_id = i.id) as used from item i order by id limit 20`,
  });
  res.json({ data: rows });
});

await pool.query(`
  drop table if exists booking, item;
  create table item (id uuid primary key, capacity int not null, price bigint not null);
  create table booking (
    id uuid primary key, item_id uuid not null references item, name text not null, contact text not null,
    state text not null, amount bigint not null, expires_at timestamptz not null, created_at timestamptz not null default now());
  create index on booking (item_id, state, expires_at);
  insert into item select gen_random_uuid(), 1000000, 150000 from generate_series(1, 200)`);

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
process.once('disconnect', () => process.exit(0));
