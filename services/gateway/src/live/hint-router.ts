import type { ItemsHint } from '@karcis/contracts';
import type { Hints } from '@karcis/messaging';

export type HintRouter = {
  /** Hears of this entity until the returned function is called. */
  listen(id: string, hear: () => void): () => void;
  stop(): void;
};

/** One NATS subscription for a kind of hint, however many listen. A hint names its entities, or its subject ends with the one's id. */
export function createHintRouter(hints: Hints, subjects: readonly string[]): HintRouter {
  const listeners = new Map<string, Set<() => void>>();

  const endings = subjects.map((subject) =>
    hints.listen(subject, (payload, heard) => {
      for (const id of idsOf(payload, heard)) for (const hear of listeners.get(id) ?? []) hear();
    }),
  );

  return {
    listen(id, hear) {
      const others = listeners.get(id) ?? new Set();
      listeners.set(id, others.add(hear));
      return () => {
        others.delete(hear);
        if (others.size === 0 && listeners.get(id) === others) listeners.delete(id);
      };
    },
    stop() {
      for (const end of endings) end();
    },
  };
}

/** Nothing in a hint is relied on, not even its form. */
function idsOf(payload: unknown, subject: string): readonly string[] {
  const ids = (payload as Partial<ItemsHint> | null)?.ids;
  return Array.isArray(ids) ? ids : [subject.slice(subject.lastIndexOf('.') + 1)];
}
