/** Worlds that make test runs each time: what was seen in them when they were added. */
export const regressions: Readonly<Record<number, string>> = {
  42: 'a stream loses its tail while its reader is away',
  56: 'Postgres ends a transaction to resolve a deadlock',
  62: 'an event that changes no state comes twice to its reader',
};
