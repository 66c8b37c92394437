import type { Msg, NatsConnection } from '@nats-io/transport-node';

export type Hints = {
  /** Sent and forgotten: who is not listening now never hears of it. */
  tell(subject: string, payload: unknown): void;
  /** `subject` may hold wildcards. Ends with the returned function. */
  listen(subject: string, hear: (payload: unknown, subject: string) => void): () => void;
};

/** Word that something may have changed, over core NATS: `hint.<service>.<noun>.<id>`. Listeners read again and never rely on it. */
export function createHints(nc: NatsConnection): Hints {
  return {
    tell(subject, payload) {
      if (!nc.isClosed()) nc.publish(subject, JSON.stringify(payload));
    },
    listen(subject, hear) {
      const subscription = nc.subscribe(subject, {
        callback: (error, msg) => {
          const payload = error ? undefined : readJson(msg);
          if (payload !== undefined) hear(payload, msg.subject);
        },
      });
      return () => subscription.unsubscribe();
    },
  };
}

/** A hint that cannot be read is as good as one that got lost. */
function readJson(msg: Msg): unknown {
  try {
    return msg.json();
  } catch {
    return undefined;
  }
}
