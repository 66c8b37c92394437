import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useDatabase } from '@karcis/testing';
import pg from 'pg';
import * as gateway from '../migrations/index.ts';
import { cleanUp } from '../src/db/clean-up.ts';

const database = useDatabase([gateway]);
let pool: pg.Pool;
beforeAll(() => {
  pool = new pg.Pool({ connectionString: database.url('gateway'), max: 3 });
});
afterAll(() => pool.end());

const count = async (sql: string) =>
  (await pool.query(`select count(*)::int as n from ${sql}`)).rows[0].n;

describe('the clean-up', () => {
  it('forgets buckets and free keys whose time has passed, and no others', async () => {
    const insert = (table: string, columns: string, values: string) =>
      pool.query(`insert into ${table} (${columns}) values ${values}`);
    for (const ago of ['-10 seconds', '2 minutes']) {
      await insert(
        'rate_buckets',
        'key, points, expires_at',
        `('${ago}', 1, now() - interval '${ago}')`,
      );
    }
    for (const ago of ['1 day', '8 days']) {
      await insert(
        'idempotency_keys',
        'key, created_at',
        `('${randomUUID()}', now() - interval '${ago}')`,
      );
      await insert(
        'idempotency_keys',
        'key, fingerprint, created_at, answered_at, status, headers, body, location',
        `('${randomUUID()}', 'f', now() - interval '${ago}', now() - interval '${ago}', 200, '{}', 'body', '/there')`,
      );
    }

    expect(await cleanUp(pool)).toBe(true);
    expect(await count('rate_buckets')).toBe(1);
    expect(await count('idempotency_keys where answered_at is null')).toBe(1);
    expect(await count('idempotency_keys where body is not null')).toBe(1);
    // The place of a result outlives its answer.
    expect(await count(`idempotency_keys where body is null and location = '/there'`)).toBe(1);
  });

  it('is one replica’s business at a time', async () => {
    const other = await pool.connect();
    await other.query(`begin; select pg_advisory_xact_lock(hashtext('gateway clean-up'))`);
    expect(await cleanUp(pool)).toBe(false);
    await other.query('commit');
    other.release();
    expect(await cleanUp(pool)).toBe(true);
  });
});
