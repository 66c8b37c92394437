/** What is under way: each comes, and leaves soon after, in any order. */
export type Roster<T> = {
  add(value: T): Place;
  /** What has this place now; somebody else may have had it before. */
  at(place: number): T | undefined;
  /** A copy, so that they may leave meanwhile. */
  values(): T[];
  readonly size: number;
};

export type Place = {
  /** A small number, given again when it is free. */
  readonly place: number;
  /** True the first time. */
  leave(): boolean;
};

/**
 * An array with a list of its free places, for what comes and goes by the thousand a second. A Map or a Set makes itself a new table
 * every few dozen of them, and in V8 each table points to the next: once one is old, whatever was in those after it
 * stays in memory until everything is collected (decision 23).
 */
export function createRoster<T>(): Roster<T> {
  const values: (T | undefined)[] = [];
  const free: number[] = [];

  return {
    add(value) {
      const place = free.pop() ?? values.length;
      values[place] = value;
      let isHere = true;
      return {
        place,
        leave() {
          if (!isHere) return false;
          isHere = false;
          values[place] = undefined;
          free.push(place);
          return true;
        },
      };
    },
    at: (place) => values[place],
    values: () => values.filter((value) => value !== undefined),
    get size() {
      return values.length - free.length;
    },
  };
}
