/** Integer minor units and ISO 4217. */
export type Money = { readonly amount: number; readonly currency: string };

/** True when exactly what was asked for came in: anything else never confirms a booking. */
export const isSumOf = (
  asked: Money,
  came: { readonly amount: number | null; readonly currency: string | null },
): boolean =>
  came.amount === asked.amount && came.currency?.toUpperCase() === asked.currency.toUpperCase();

/** Seconds until the next try, twice as long after each, `most` at the most. `tries` counts from 1. */
export const backoffSeconds = (tries: number, first: number, most: number): number =>
  Math.min(most, first * 2 ** Math.min(tries - 1, 30));

/**
 * How long the hold of a checkout lasts: as long as people are given to pay, within what the provider allows a session. `shortest`
 * lets it end before the shortest session does.
 */
export const checkoutSeconds = (
  wanted: number,
  session: { readonly min: number; readonly max: number },
  shortest: number = session.min,
): number => Math.max(Math.min(wanted, session.max), Math.min(session.min, shortest));
