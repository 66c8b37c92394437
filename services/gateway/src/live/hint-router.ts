import type { Hints } from '@karcis/messaging';

export type HintRouter = {
  /** Hears of this entity until the returned function is called. */
  listen(id: string, hear: () => void): () => void;
  stop(): void;
};

/** One NATS subscription for a kind of hint, however many listen: a hint's subject ends with the entity's id. */
export function createHintRouter(hints: Hints, subjects: readonly string[]): HintRouter {
  const listeners = new Map<string, Set<() => void>>();

  const endings = subjects.map((subject) =>
    hints.listen(subject, (_payload, heard) => {
      for (const hear of listeners.get(heard.slice(heard.lastIndexOf('.') + 1)) ?? []) hear();
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
