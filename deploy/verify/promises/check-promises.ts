import pg from 'pg';
import { type Ledger, ledgerRules } from './ledger.ts';
import type { Rule, Snapshot, Violation } from './rule.ts';
import { auditRules } from './rules/audit.ts';
import { effectsRules } from './rules/effects.ts';
import { eventsRules } from './rules/events.ts';
import { placesRules } from './rules/places.ts';
import { privacyRules } from './rules/privacy.ts';
import { readersRules } from './rules/readers.ts';
import { storiesRules } from './rules/stories.ts';

const rules: readonly Rule[] = [
  ...placesRules,
  ...storiesRules,
  ...auditRules,
  ...effectsRules,
  ...eventsRules,
  ...readersRules,
  ...privacyRules,
];

export type CheckOptions = {
  /** True when nothing is under way: no request, no message, no timer that is due. */
  readonly atRest: boolean;
  /** What clients were answered, to be compared with what is. */
  readonly ledger?: Ledger;
};

/**
 * Checks every safety promise from the rows, in one snapshot of the database that holds every service's schema, as its
 * superuser. Empty when all are kept. Time is `capacity.judging_clock()`, as it is to the services.
 */
export async function checkPromises(
  database: pg.Client | pg.Pool,
  { atRest, ledger }: CheckOptions,
): Promise<Violation[]> {
  if (!(database instanceof pg.Pool)) return checkSnapshot(database, atRest, ledger);

  const client = await database.connect();
  try {
    return await checkSnapshot(client, atRest, ledger);
  } finally {
    client.release();
  }
}

async function checkSnapshot(snapshot: Snapshot, atRest: boolean, ledger?: Ledger) {
  await snapshot.query('begin isolation level repeatable read read only');
  try {
    const schemas = await readSchemas(snapshot);
    const applying = [...rules, ...(ledger ? ledgerRules(ledger) : [])].filter(
      (rule) => (atRest || !rule.atRest) && rule.reads.every((schema) => schemas.has(schema)),
    );

    const violations: Violation[] = [];
    for (const { promise, find } of applying) {
      for (const what of await find(snapshot)) violations.push({ promise, what });
    }
    return violations;
  } finally {
    await snapshot.query('rollback');
  }
}

async function readSchemas(snapshot: Snapshot): Promise<ReadonlySet<string>> {
  const { rows } = await snapshot.query<{ name: string }>(
    'select nspname as name from pg_namespace',
  );
  return new Set(rows.map(({ name }) => name));
}
