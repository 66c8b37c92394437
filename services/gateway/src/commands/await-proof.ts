import type { BookingRefusal, BookingView } from '@karcis/contracts';
import { isOutage } from '@karcis/messaging';
import type { Calls } from '../calls.ts';
import type { HintRouter } from '../live/hint-router.ts';

export type ProofOutcome =
  | { readonly outcome: 'submitted'; readonly booking: BookingView }
  | { readonly outcome: 'refused'; readonly refusal: BookingRefusal }
  /** Nobody has decided yet. */
  | { readonly outcome: 'checking'; readonly booking: BookingView | undefined };

export type AwaitProofDeps = {
  readonly findProofOutcome: Calls['findProofOutcome'];
  readonly bookingHints: HintRouter;
  readonly waitMs?: number | undefined;
  readonly pollMs?: number | undefined;
};

const WAIT_MS = 5_000;
/** Hints get lost. */
const POLL_MS = 500;

/** Waits for what becomes of this very proof: another one of the same booking has its own answer. */
export function createAwaitProof({
  findProofOutcome,
  bookingHints,
  waitMs = WAIT_MS,
  pollMs = POLL_MS,
}: AwaitProofDeps) {
  return async (bookingId: string, proofId: string): Promise<ProofOutcome> => {
    const deadline = performance.now() + waitMs;
    const changes = listenForChanges(bookingHints, bookingId);
    let booking: BookingView | undefined;
    try {
      for (;;) {
        const found = await find(bookingId, proofId);
        booking = found?.booking ?? booking;
        if (found?.outcome === 'refused' && found.refusal) {
          return { outcome: 'refused', refusal: found.refusal };
        }
        if (found?.outcome === 'submitted' && booking) return { outcome: 'submitted', booking };

        const leftMs = deadline - performance.now();
        if (leftMs <= 0) return { outcome: 'checking', booking };
        await changes.next(Math.min(pollMs, leftMs));
      }
    } finally {
      changes.stop();
    }
  };

  /** The proof is safe already: an outage only means that the answer is not known yet. */
  async function find(bookingId: string, proofId: string) {
    try {
      return await findProofOutcome({ bookingId, proofId });
    } catch (error) {
      if (isOutage(error)) return undefined;
      throw error;
    }
  }
}

/** `next` resolves at the next hint, at once for one that came since the last call, or after `ms`. */
function listenForChanges(hints: HintRouter, bookingId: string) {
  let changed = false;
  let wake: () => void = () => undefined;
  const stop = hints.listen(bookingId, () => {
    changed = true;
    wake();
  });

  return {
    stop,
    async next(ms: number): Promise<void> {
      if (!changed) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      changed = false;
    },
  };
}
