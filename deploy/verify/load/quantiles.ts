/** Tells below which of the numbers a share of them lies; 0 where there are none. */
export function quantilesOf(numbers: readonly number[]): (share: number) => number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The middle one, which a single bad turn does not move. */
export const middle = (numbers: readonly number[]): number => quantilesOf(numbers)(0.5);
