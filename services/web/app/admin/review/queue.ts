import type { AdminBookingRow, List } from '@karcis/contracts';

/** What waits for a decision as far as this page knows, the oldest first as the API has it. */
export type Queue = {
  readonly rows: readonly AdminBookingRow[];
  /** Where the rows after these are asked for; null when these are all. */
  readonly cursor: string | null;
  /** Decided here: gone, although an answer that was on its way may still have them. */
  readonly decided: ReadonlySet<string>;
  /** What is looked at. It stays when somebody else has decided it meanwhile. */
  readonly current: AdminBookingRow | null;
};

type Page = List<AdminBookingRow>;

export const startQueue = (page: Page, current: AdminBookingRow | null): Queue => ({
  rows: page.data,
  cursor: page.nextCursor,
  decided: new Set(),
  current: current ?? page.data[0] ?? null,
});

export const waitingIn = ({ rows, decided }: Queue) => rows.filter(({ id }) => !decided.has(id));

/** False when what is looked at does not wait any more. */
export const isWaiting = (queue: Queue) =>
  waitingIn(queue).some(({ id }) => id === queue.current?.id);

/** Takes in the beginning of the queue as it is now: what is not in it any more was decided elsewhere. */
export function mergeHead(queue: Queue, head: Page): Queue {
  const last = head.data.at(-1);
  const end = queue.rows.findIndex(({ id }) => id === last?.id);
  // What stands after the head's last row is not known to be gone, unless the head is all there is.
  const known = new Set(head.data.map(({ id }) => id));
  const beyond =
    head.nextCursor === null || end < 0
      ? []
      : queue.rows.slice(end + 1).filter(({ id }) => !known.has(id));
  const merged = {
    ...queue,
    rows: [...head.data, ...beyond],
    cursor: beyond.length > 0 ? queue.cursor : head.nextCursor,
  };
  return { ...merged, current: queue.current ?? waitingIn(merged)[0] ?? null };
}

/** Takes in the rows after those that are known. */
export function appendPage(queue: Queue, page: Page): Queue {
  const known = new Set(queue.rows.map(({ id }) => id));
  return {
    ...queue,
    rows: [...queue.rows, ...page.data.filter(({ id }) => !known.has(id))],
    cursor: page.nextCursor,
  };
}

/** The booking after this one, or the first one after the last. */
export function nextOf(queue: Queue): AdminBookingRow | null {
  const at = queue.rows.findIndex(({ id }) => id === queue.current?.id);
  const others = [...queue.rows.slice(at + 1), ...queue.rows.slice(0, Math.max(at, 0))];
  return others.find(({ id }) => !queue.decided.has(id)) ?? null;
}

export function goOn(queue: Queue): Queue {
  return { ...queue, current: nextOf(queue) ?? (isWaiting(queue) ? queue.current : null) };
}

export function goBack(queue: Queue): Queue {
  const at = queue.rows.findIndex(({ id }) => id === queue.current?.id);
  const before = queue.rows.slice(0, Math.max(at, 0));
  return {
    ...queue,
    current: before.findLast(({ id }) => !queue.decided.has(id)) ?? queue.current,
  };
}

/** Decided: it leaves the queue, and the next one is looked at. */
export function leave(queue: Queue, id: string): Queue {
  const left = { ...queue, decided: new Set(queue.decided).add(id) };
  return queue.current?.id === id ? { ...left, current: nextOf(left) } : left;
}

/** Not decided after all. `isLookedAt` goes back to it. */
export function comeBack(queue: Queue, row: AdminBookingRow, isLookedAt: boolean): Queue {
  const decided = new Set(queue.decided);
  decided.delete(row.id);
  const isKnown = queue.rows.some(({ id }) => id === row.id);
  return {
    ...queue,
    decided,
    rows: isKnown ? queue.rows : [row, ...queue.rows],
    current: isLookedAt || !queue.current ? row : queue.current,
  };
}
