/** Worlds that make test runs each time: what was seen in them when they were added. */
export const regressions: Readonly<Record<number, string>> = {
  42: 'a stream loses its tail while its reader is away',
  71: 'an event that changes no state comes twice to its reader',
  123: 'a hold and its repeat, of which one comes before the end of the hold and one after',
  154: 'a booking that comes after the end of its hold',
  1206: 'two proofs of a booking that approves itself, and an answer to the slower one that comes late',
};
