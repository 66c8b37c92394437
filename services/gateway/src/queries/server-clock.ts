import type { Calls } from '../calls.ts';

export type ServerClock = {
  /** Now, by the clock that judges holds. */
  now(): Date;
  stop(): void;
};

const REFRESH_MS = 30_000;
const FIRST_TRY_AGAIN_MS = 1_000;
const SAMPLES = 3;

/**
 * The gateway's clock corrected by capacity's database, so that `serverTime` and `holdExpiresAt` speak of the
 * same one. Counts on from a clock that no one sets, so a jump of the machine's time does not show.
 */
export function createServerClock(
  readClock: Calls['readClock'],
  monotonic: () => number = () => performance.now(),
): ServerClock {
  /** What to add to the monotonic clock. Until the first answer: this machine's own time. */
  let offsetMs = Date.now() - monotonic();
  let timer: NodeJS.Timeout | undefined;

  async function refresh(): Promise<void> {
    const isKnown = await measure().then(
      (measured) => {
        offsetMs = measured;
        return true;
      },
      () => false,
    );
    if (stopped) return;
    timer = setTimeout(() => void refresh(), isKnown ? REFRESH_MS : FIRST_TRY_AGAIN_MS).unref();
  }

  /** Of a few tries the quickest tells best: the answer is half of its way old. */
  async function measure(): Promise<number> {
    const samples: { offsetMs: number; tripMs: number }[] = [];
    for (let n = 0; n < SAMPLES; n++) {
      const sentAt = monotonic();
      const { now } = await readClock({});
      const tripMs = monotonic() - sentAt;
      samples.push({ offsetMs: Date.parse(now) + tripMs / 2 - (sentAt + tripMs), tripMs });
    }
    return samples.reduce((best, next) => (next.tripMs < best.tripMs ? next : best)).offsetMs;
  }

  let stopped = false;
  void refresh();

  return {
    now: () => new Date(monotonic() + offsetMs),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
