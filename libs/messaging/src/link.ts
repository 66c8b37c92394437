import type { NatsConnection } from '@nats-io/transport-node';

/** Whether a connection stands at this moment, and word of each change. Listeners return their own removal. */
export type Link = {
  readonly up: boolean;
  onDown(listener: () => void): () => void;
  onUp(listener: () => void): () => void;
};

const links = new WeakMap<NatsConnection, Link>();

/** One watcher a connection, however many ask. */
export function linkOf(nc: NatsConnection): Link {
  const known = links.get(nc);
  if (known) return known;

  const link = watch(nc);
  links.set(nc, link);
  return link;
}

/**
 * What is asked over a broken connection is never answered: this rejects at once, where the client would
 * wait for its timeout.
 */
export async function whileUp<T>(nc: NatsConnection, ask: () => Promise<T>): Promise<T> {
  const link = linkOf(nc);
  if (!link.up) throw new Error('there is no connection');

  const broken = Promise.withResolvers<never>();
  const forget = link.onDown(() => broken.reject(new Error('the connection broke')));
  try {
    return await Promise.race([broken.promise, ask()]);
  } finally {
    forget();
  }
}

function watch(nc: NatsConnection): Link {
  let up = !nc.isClosed();
  const onDown = new Set<() => void>();
  const onUp = new Set<() => void>();

  function become(value: boolean): void {
    if (up === value) return;
    up = value;
    for (const listener of [...(up ? onUp : onDown)]) listener();
  }

  void (async () => {
    for await (const { type } of nc.status()) {
      if (type === 'disconnect') become(false);
      if (type === 'reconnect') become(true);
    }
  })();
  void nc.closed().then(() => become(false));

  return {
    get up() {
      return up;
    },
    onDown: (listener) => listen(onDown, listener),
    onUp: (listener) => listen(onUp, listener),
  };
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
