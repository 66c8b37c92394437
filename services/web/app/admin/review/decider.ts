import type { AdminBookingRow } from '@karcis/contracts';

export type Decision = {
  readonly booking: AdminBookingRow;
  /** Why not; null approves. */
  readonly reason: string | null;
  /** The idempotency key: of this decision however often it is sent. */
  readonly key: string;
};

/** `again`: nobody knows whether it arrived, or it cannot be taken now. */
export type Verdict<Problem> = 'done' | 'again' | { readonly refused: Problem };

export type Decisions = {
  /** Said but not sent yet: it can be undone. */
  readonly pending: Decision | null;
  /** Sent without an answer; each is tried again. */
  readonly unsent: readonly Decision[];
};

export type DeciderDeps<Problem> = {
  /** Sends it; must outlive the page. */
  readonly send: (decision: Decision) => Promise<Verdict<Problem>>;
  readonly onRefused: (decision: Decision, problem: Problem) => void;
  readonly undoMs: number;
  readonly retryMs: number;
};

/**
 * A decision is final for the API, so it waits here for a moment in which it can be undone. The next decision, leaving the
 * page and the end of the moment send it; what got lost on its way is sent again with its key.
 */
export function createDecider<Problem>(deps: DeciderDeps<Problem>) {
  let decisions: Decisions = { pending: null, unsent: [] };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retrying: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  function become(changes: Partial<Decisions>): void {
    decisions = { ...decisions, ...changes };
    for (const hear of listeners) hear();
  }

  const without = (decision: Decision) =>
    decisions.unsent.filter(({ key }) => key !== decision.key);

  async function deliver(decision: Decision): Promise<void> {
    const verdict = await deps.send(decision);
    if (verdict === 'again') {
      become({ unsent: [...without(decision), decision] });
      retrying ??= setTimeout(retry, deps.retryMs);
      return;
    }
    if (decisions.unsent.includes(decision)) become({ unsent: without(decision) });
    if (verdict !== 'done') deps.onRefused(decision, verdict.refused);
  }

  function retry(): void {
    retrying = undefined;
    for (const decision of decisions.unsent) void deliver(decision);
  }

  /** Sends what waits. Also for a page that is being left. */
  function flush(): void {
    const { pending } = decisions;
    clearTimeout(timer);
    if (!pending) return;
    become({ pending: null });
    void deliver(pending);
  }

  return {
    decide(decision: Decision): void {
      flush();
      become({ pending: decision });
      timer = setTimeout(flush, deps.undoMs);
    },
    /** The decision that is not made after all, or null when it is too late. */
    undo(): Decision | null {
      const { pending } = decisions;
      clearTimeout(timer);
      if (pending) become({ pending: null });
      return pending;
    },
    flush,
    /** The page is left: sends everything that is not known to have arrived, once. */
    leave(): void {
      flush();
      clearTimeout(retrying);
      retry();
    },
    current: () => decisions,
    subscribe(hear: () => void) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
  };
}
