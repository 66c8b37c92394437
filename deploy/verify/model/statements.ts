import type pg from 'pg';

export type Query = string | pg.QueryConfig;
export type Result = pg.QueryResult;

/** Statements to which the time is nothing. */
const TIMELESS = /^\s*(begin|commit|rollback|select (pg_|b\.\*|incarnation))/;
/** Statements that may change bookings, items or places. */
const WRITES =
  /admit_holds|change_places|sweep_holds|expire_holds|(insert into|update) "?(bookings|items)/;

const textOf = (query: Query) => (typeof query === 'string' ? query : query.text);

/** Its first word. */
export const commandOf = (query: Query) =>
  textOf(query).trim().split(/\s/, 1)[0]?.toLowerCase() ?? '';

/** Going back to a savepoint ends nothing. */
export const endsTransaction = (query: Query) =>
  /^\s*(commit|rollback)\b(?! to )/i.test(textOf(query));

/** For the trace. */
export const nameOf = (query: Query) =>
  typeof query !== 'string' && query.name
    ? query.name
    : textOf(query).trim().replaceAll(/\s+/g, ' ').slice(0, 60);

export const needsClock = (query: Query) => !TIMELESS.test(textOf(query));

export const mayHaveChanged = (query: Query, result: Result) =>
  WRITES.test(textOf(query)) && !isIdleSweep(result);

/** A plain read holds no lock that others wait for. */
export const mayFree = (query: Query) =>
  commandOf(query) !== 'select' || WRITES.test(textOf(query));

function isIdleSweep({ rows: [row] }: Result): boolean {
  const swept = row as { readonly expired?: number } | undefined;
  return swept?.expired === 0 && Object.keys(swept).length === 3;
}
