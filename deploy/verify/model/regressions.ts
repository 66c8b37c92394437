/** Worlds that make test runs each time: what was seen in them when they were added. */
export const regressions: Readonly<Record<number, string>> = {
  42: 'a stream loses its tail while its reader is away',
  71: 'an event that changes no state comes twice to its reader',
  154: 'a booking that comes after the end of its hold',
};
