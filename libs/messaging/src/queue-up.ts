import type { OutboxRow } from './announcement.ts';
import type { Page } from './leftovers.ts';

export type QueueUpOptions = {
  /** Sends the oldest rows that wait in the outbox; undefined when that is not possible now. */
  readonly sendPage: (olderThanMs: number) => Promise<Page | undefined>;
  readonly sendNow: (rows: readonly OutboxRow[]) => void;
  readonly hasRoom: () => boolean;
};

export type QueueUp = {
  /** Rows that just committed. */
  add(rows: readonly OutboxRow[]): void;
  /** Sends what waits in the outbox, all of it if it must. */
  poll(): Promise<void>;
  /** From now on older rows may wait in the outbox. */
  fallBehind(): void;
};

/** Younger rows are being sent from memory. */
const LEFTOVER_AGE_MS = 1_000;
const HELD_MAX = 10_000;

/**
 * Keeps new rows behind the older ones, so that a booking's events keep their order through a crash, a
 * broken connection and a refill. It is one of three:
 *
 * - `behind`: older rows wait in the outbox. New ones are left there too, and pages are sent until one is not full.
 * - `joining`: one more page takes what was left there meanwhile, while newer rows are held in memory; then they follow.
 * - `abreast`: nothing waits, and rows are sent from memory as they commit.
 */
export function createQueueUp({ sendPage, sendNow, hasRoom }: QueueUpOptions): QueueUp {
  let state: 'behind' | 'joining' | 'abreast' = 'behind';
  let held: OutboxRow[] = [];

  function fallBehind(): void {
    state = 'behind';
    held = [];
  }

  function add(rows: readonly OutboxRow[]): void {
    if (!hasRoom()) fallBehind();
    if (state === 'behind') return;
    if (state === 'abreast') return sendNow(rows);
    if (held.length + rows.length > HELD_MAX) return fallBehind();
    held.push(...rows);
  }

  async function poll(): Promise<void> {
    if (state === 'abreast') {
      const page = await sendPage(LEFTOVER_AGE_MS);
      if (!page?.more) return;
      fallBehind();
    }
    for (;;) {
      const stateThen = state;
      const page = await sendPage(0);
      if (!page) return;
      if (page.more || state !== stateThen) continue;
      if (state === 'joining') return join(page);
      state = 'joining';
    }
  }

  function join({ ids }: Page): void {
    const rest = held.filter(({ id }) => !ids.has(id));
    held = [];
    state = 'abreast';
    sendNow(rest);
  }

  return { add, poll, fallBehind };
}
