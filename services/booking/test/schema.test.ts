import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { committedSchema, describeSchema, useDatabase } from '@karcis/testing';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import * as leanStatistics from '../migrations/20261201T0015-lean-statistics.ts';
import * as booking from '../migrations/index.ts';

const database = useDatabase([booking]);

describe('schema.sql', () => {
  it('is what the migrations make', async () => {
    const dump = await describeSchema(database.adminUrl, 'booking');
    expect(await committedSchema(new URL('../migrations/schema.sql', import.meta.url), dump)).toBe(
      dump,
    );
  });
});

describe('what PostgreSQL keeps in mind of bookings', () => {
  const personal = ['name', 'email', 'whatsapp', 'note', 'attendees'];
  let pool: pg.Pool;
  beforeAll(() => {
    pool = new pg.Pool({
      connectionString: database.adminUrl,
      options: '-c search_path=booking',
      max: 1,
    });
  });
  afterAll(() => pool.end());

  async function known(): Promise<string[]> {
    await pool.query('analyze bookings');
    const { rows } = await pool.query<{ column: string }>(
      `select attname as "column" from pg_stats where schemaname = 'booking' and tablename = 'bookings'`,
    );
    return rows.map(({ column }) => column);
  }

  it('is nothing about persons, and what it once was is gone', async () => {
    await pool.query(`
      insert into bookings (id, code, item_id, item_version, state, version, epoch, name, email, whatsapp, note,
        attendees, language, quantity, amount, currency, first_expires_at, hold_expires_at, fingerprint, audit_hash,
        created_at, updated_at)
      select gen_random_uuid(), 'CODE' || n, gen_random_uuid(), 1, 'HOLD', 1, 1, 'Siti Aminah', 'siti@example.org',
        '+6281234567890', 'Siti', '{Siti}', 'id', 1, 1, 'IDR', now(), now(), n::text, n::text, now(), now()
      from generate_series(1, 100) n`);
    for (const column of personal)
      await pool.query(`alter table bookings alter column ${column} set statistics -1`);
    expect(await known()).toEqual(expect.arrayContaining(personal));

    await leanStatistics.up(new Kysely({ dialect: new PostgresDialect({ pool }) }));
    const still = await known();
    expect(still).toContain('state');
    expect(still.filter((column) => personal.includes(column))).toEqual([]);
  });
});
