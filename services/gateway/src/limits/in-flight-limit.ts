import { setTimeout as pause } from 'node:timers/promises';
import { ProblemError } from '@karcis/http';

export type InFlightLimit = {
  /** Does the work, or throws `service-unavailable` after 0.3 s when those before it would make it wait too long. */
  run<T>(work: () => Promise<T>): Promise<T>;
};

export type InFlightLimitOptions = {
  readonly onRefused?: () => void;
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number;
};

/** With so few under way nobody waits for anybody, and how many end a second says nothing. */
export const BUSY_FROM = 64;
/** A crowd that comes at once is let in up to here before it is known how fast it can be served. */
export const UNKNOWN_MAX = 1_024;
/** Memory's bound, however fast they are served. */
const KNOWN_MAX = 8_192;
/** How long the last one let in may wait for those before it. Whoever is refused can ask again sooner than that. */
export const WAIT_MS = 900;
/** Clients that ask again at once, whatever Retry-After says, would take the time of those who were let in. */
const REFUSE_AFTER_MS = 300;
/** How long the speed of service is watched before it counts: a disk that takes a breath is no overload. */
export const WINDOW_MS = 1_000;

/**
 * Sheds load by waiting time: by Little's law who comes now waits as long as those under way take to end at the
 * present speed. The speed is measured while many are under way, so that a quiet hour before the sale does not
 * look like a slow service.
 */
export function createInFlightLimit({
  onRefused,
  now = () => performance.now(),
}: InFlightLimitOptions = {}): InFlightLimit {
  let inFlight = 0;
  let ended = 0;
  let windowFrom = 0;
  let limit = UNKNOWN_MAX;

  function measure(): void {
    const elapsedMs = now() - windowFrom;
    if (elapsedMs < WINDOW_MS) return;
    limit = Math.min(KNOWN_MAX, Math.max(BUSY_FROM, Math.ceil((ended / elapsedMs) * WAIT_MS)));
    ended = 0;
    windowFrom = now();
  }

  function enter(): boolean {
    if (inFlight >= BUSY_FROM) measure();
    if (inFlight >= limit) return false;
    inFlight += 1;
    if (inFlight === BUSY_FROM) {
      ended = 0;
      windowFrom = now();
    }
    return true;
  }

  function leave(): void {
    ended += 1;
    inFlight -= 1;
    if (inFlight < BUSY_FROM) limit = UNKNOWN_MAX;
  }

  return {
    async run(work) {
      if (!enter()) {
        onRefused?.();
        await pause(REFUSE_AFTER_MS, undefined, { ref: false });
        throw new ProblemError('service-unavailable');
      }
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
