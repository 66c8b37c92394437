import type pg from 'pg';

/** A safety promise of the system, by its number: places, leaks, confirm against expire, idempotency, events, audit, payments, privacy. */
export type PromiseNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type Violation = { readonly promise: PromiseNumber; readonly what: string };

/** One connection, within the snapshot. */
export type Snapshot = Pick<pg.Client, 'query'>;

type Schema = 'booking' | 'capacity' | 'proof_validation' | 'notifier' | 'gateway';

/** Looks for one kind of broken promise in the rows. */
export type Rule = {
  readonly promise: PromiseNumber;
  /** Schemas that it reads. Where one is missing, the rule has nothing to say. */
  readonly reads: readonly Schema[];
  /** Holds only when nothing is under way between the services. */
  readonly atRest?: true;
  /** Resolves with one sentence for each violation. */
  readonly find: (snapshot: Snapshot) => Promise<string[]>;
};

/** A rule in SQL: every row of the query is a violation, told by its column `what`. */
export const sqlRule = (rule: Omit<Rule, 'find'>, query: string): Rule => ({
  ...rule,
  async find(snapshot) {
    const { rows } = await snapshot.query<{ what: string }>(query);
    return rows.map(({ what }) => what);
  },
});
