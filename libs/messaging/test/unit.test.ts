import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { createTransact } from '../src/index.ts';
import { count, useWorld } from './world.ts';

const world = useWorld();

describe('a transaction that Postgres ends to resolve a deadlock', () => {
  it('runs again, and both rivals take effect once', async () => {
    const { db } = world.database('publisher');
    const transact = createTransact({ db, relay: { publish: () => undefined } });
    const bothHoldOne = Promise.withResolvers<void>();
    let holding = 0;
    let runs = 0;

    const lockBoth = (first: number, second: number) =>
      transact(async (unit) => {
        runs++;
        await sql`select pg_advisory_xact_lock(${first})`.execute(unit.trx);
        if (++holding === 2) bothHoldOne.resolve();
        await bothHoldOne.promise;
        await sql`select pg_advisory_xact_lock(${second})`.execute(unit.trx);
        unit.announce(count(first));
        return first;
      });

    expect(await Promise.all([lockBoth(1, 2), lockBoth(2, 1)])).toEqual([1, 2]);
    expect(runs).toBe(3);
    const { rows } = await sql`select from outbox`.execute(db);
    expect(rows).toHaveLength(2);
  });
});
