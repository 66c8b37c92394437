/** The middle one, which a single bad turn does not move. */
export const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number;
