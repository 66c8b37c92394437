import { describe, expect, it } from '@jest/globals';
import { committedSchema, describeSchema, useDatabase } from '@karcis/testing';
import pg from 'pg';
import * as booking from '../migrations/index.ts';

const database = useDatabase([booking]);
const personal = ['name', 'email', 'whatsapp', 'note', 'attendees'];

describe('schema.sql', () => {
  it('is what the migrations make', async () => {
    const dump = await describeSchema(database.adminUrl, 'booking');
    expect(await committedSchema(new URL('../migrations/schema.sql', import.meta.url), dump)).toBe(
      dump,
    );
  });
});

describe('what PostgreSQL keeps in mind of bookings', () => {
  it('is nothing about persons, whatever their number', async () => {
    const admin = new pg.Client(database.adminUrl);
    await admin.connect();
    await admin.query(`
      insert into booking.bookings (id, code, item_id, item_version, state, version, epoch, name, email, whatsapp, note,
        attendees, language, quantity, amount, currency, first_expires_at, hold_expires_at, fingerprint, audit_hash,
        created_at, updated_at)
      select gen_random_uuid(), 'CODE' || n, gen_random_uuid(), 1, 'HOLD', 1, 1, 'Siti Aminah', 'siti@example.org',
        '+6281234567890', 'Siti', '{Siti}', 'id', 1, 1, 'IDR', now(), now(), n::text, n::text, now(), now()
      from generate_series(1, 100) n`);
    await admin.query('analyze booking.bookings');
    const { rows } = await admin.query<{ attname: string }>(
      `select attname from pg_stats where schemaname = 'booking' and tablename = 'bookings' order by attname`,
    );
    await admin.end();
    const known = rows.map(({ attname }) => attname);
    expect(known).toContain('state');
    expect(known.filter((column) => personal.includes(column))).toEqual([]);
  });
});
