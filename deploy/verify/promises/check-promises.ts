import pg from 'pg';
import { type Ledger, ledgerRules } from './ledger.ts';
import type { Rule, Snapshot, Violation } from './rule.ts';
import { auditRules } from './rules/audit.ts';
import { effectsRules } from './rules/effects.ts';
import { eventsRules } from './rules/events.ts';
import { paymentsRules } from './rules/payments.ts';
import { placesRules } from './rules/places.ts';
import { privacyRules } from './rules/privacy.ts';
import { readersRules } from './rules/readers.ts';
import { storiesRules } from './rules/stories.ts';
import { ticketsRules } from './rules/tickets.ts';

const rules: readonly Rule[] = [
  ...placesRules,
  ...storiesRules,
  ...auditRules,
  ...effectsRules,
  ...ticketsRules,
  ...paymentsRules,
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
  options: CheckOptions,
): Promise<Violation[]> {
  if (!(database instanceof pg.Pool)) return checkSnapshot(database, options);

  const client = await database.connect();
  // A connection that breaks in use says so twice; the failed query is enough.
  client.on('error', ignore);
  try {
    return await checkSnapshot(client, options);
  } finally {
    client.off('error', ignore);
    client.release();
  }
}

const ignore = () => undefined;

async function checkSnapshot(snapshot: Snapshot, options: CheckOptions): Promise<Violation[]> {
  // Before the snapshot, so that nothing can have been answered that is not in it.
  const applying = rulesFor(options);
  await snapshot.query('begin isolation level repeatable read read only');
  try {
    return await applyAll(applying, snapshot);
  } finally {
    await snapshot.query('rollback').catch(ignore);
  }
}

/** The same within a transaction of the caller's. */
export const findViolations = (snapshot: Snapshot, options: CheckOptions): Promise<Violation[]> =>
  applyAll(rulesFor(options), snapshot);

const rulesFor = ({ atRest, ledger }: CheckOptions): readonly Rule[] =>
  [...rules, ...(ledger ? ledgerRules(ledger) : [])].filter((rule) => atRest || !rule.atRest);

async function applyAll(applying: readonly Rule[], snapshot: Snapshot): Promise<Violation[]> {
  const schemas = await readSchemas(snapshot);
  const violations: Violation[] = [];
  for (const { promise, reads, find } of applying) {
    if (!reads.every((schema) => schemas.has(schema))) continue;
    for (const what of await find(snapshot)) violations.push({ promise, what });
  }
  return violations;
}

async function readSchemas(snapshot: Snapshot): Promise<ReadonlySet<string>> {
  const { rows } = await snapshot.query<{ name: string }>(
    'select nspname as name from pg_namespace',
  );
  return new Set(rows.map(({ name }) => name));
}
