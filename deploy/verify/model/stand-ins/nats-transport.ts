import { createHash } from 'node:crypto';
import { requireLife } from '../life.ts';
import type { Link } from '../link.ts';
import { outsideOf } from '../outside.ts';
import { Channel } from './channel.ts';

/** Stands in for the client: a connection to the simulated bus. Headers, errors and the like are the client's own. */
export * from '@nats-io/transport-node';

const linksOfConnections = new WeakMap<object, Link>();

export function linkBehind(connection: object): Link {
  const link = linksOfConnections.get(connection);
  if (!link) throw new Error('this is no connection of the simulated bus');
  return link;
}

export function createInbox(prefix = '_INBOX'): string {
  const { name, random, startedAt } = requireLife();
  const hash = createHash('sha256').update(`${name} ${startedAt} ${random.next()}`).digest('hex');
  return `${prefix}.${hash.slice(0, 16)}`;
}

export async function connect(options: { readonly inboxPrefix?: string }) {
  const life = requireLife();
  const { bus } = outsideOf(life);
  const link = bus.connect(life);
  const closed = Promise.withResolvers<void>();

  function close(): Promise<void> {
    link.closed = true;
    closed.resolve();
    return Promise.resolve();
  }

  const connection = {
    options,
    info: { version: '2.10.27', max_payload: 1_048_576 },
    publish: (subject: string, payload?: string, how: object = {}) =>
      bus.publish(link, subject, payload, how),
    subscribe(
      subject: string,
      {
        queue,
        callback,
      }: { readonly queue?: string; readonly callback: (...args: never[]) => void },
    ) {
      const matches = subject.endsWith('*')
        ? (asked: string) => asked.startsWith(subject.slice(0, -1))
        : (asked: string) => asked === subject;
      const unsubscribe = bus.subscribe({ link, matches, queue, hear: callback as never });
      return { unsubscribe, drain: async () => unsubscribe() };
    },
    status() {
      const channel = new Channel<{ type: string }>();
      link.tellStatus.add((status) => channel.push(status));
      return channel;
    },
    closed: () => closed.promise,
    isClosed: () => link.closed,
    flush: () => bus.ask(link, 'a flush', () => undefined),
    drain: close,
    close,
  };
  linksOfConnections.set(connection, link);
  return connection;
}
