import { JetStreamApiCodes, JetStreamApiError, type StreamConfig } from '@nats-io/jetstream';
import type { MsgHdrs } from '@nats-io/transport-node';
import type { Link, Stored, Ways } from './link.ts';
import { createDurable, type Durable, type DurableConfig } from './durable.ts';
import type { World } from './world.ts';

export type Stream = {
  readonly config: Partial<StreamConfig> & { readonly name: string };
  readonly created: string;
  lastSeq: number;
  messages: Stored[];
  /** What is recognised as having come before: `Nats-Msg-Id` to sequence. */
  readonly durables: Map<string, Durable>;
};

export type Streams = ReturnType<typeof createStreams>;

const SUBJECTS = /^(booking|capacity|proof)\./;
const READERS = [
  ['BOOKING', 'capacity'],
  ['BOOKING', 'proof-validation'],
  ['CAPACITY', 'booking'],
  ['PROOF', 'booking'],
] as const;
const DUPLICATE_WINDOW_MS = 120_000;

/** JetStream's streams and durables, with file storage that may lose what no disk had. */
export function createStreams(world: World, ways: Ways) {
  const streams = new Map<string, Stream>();
  const appended: string[] = [];
  /** Ids of what ends of streams lost and nobody has said again. */
  const missed = new Set<string>();
  let made = 0;

  const nameOf = (subject: string) => subject.slice(0, subject.indexOf('.')).toUpperCase();
  const idOf = (headers: MsgHdrs | undefined) => headers?.get('Nats-Msg-Id') ?? '';

  function need(name: string): Stream {
    const stream = streams.get(name);
    if (!stream) throw missing('stream not found', JetStreamApiCodes.StreamNotFound);
    return stream;
  }

  function needDurable(name: string, durable: string): Durable {
    const found = need(name).durables.get(durable);
    if (!found) throw missing('consumer not found', JetStreamApiCodes.ConsumerNotFound);
    return found;
  }

  function store({ subject, data, headers }: Omit<Stored, 'seq' | 'at'>): string | undefined {
    const stream = streams.get(nameOf(subject));
    if (!stream) return undefined;
    const id = idOf(headers);
    const known = stream.messages.find(
      (message) => idOf(message.headers) === id && world.now() - message.at < DUPLICATE_WINDOW_MS,
    );
    if (known) {
      return JSON.stringify({ stream: stream.config.name, seq: known.seq, duplicate: true });
    }
    const seq = ++stream.lastSeq;
    stream.messages.push({ seq, subject, data, headers, at: world.now() });
    appended.push(`${stream.config.name} ${id}`);
    missed.delete(id);
    for (const durable of stream.durables.values()) durable.pump();
    return JSON.stringify({ stream: stream.config.name, seq });
  }

  function drop(stream: Stream): void {
    streams.delete(stream.config.name);
    for (const durable of stream.durables.values()) durable.end('consumer_deleted');
  }

  return {
    takes: (subject: string) => SUBJECTS.test(subject),
    store,
    info(name: string) {
      const { config, created, lastSeq, messages } = need(name);
      return {
        config,
        created,
        state: { first_seq: messages[0]?.seq ?? lastSeq + 1, last_seq: lastSeq },
      };
    },
    add(config: Stream['config']) {
      // Two streams made in one instant still differ, as their nanoseconds would.
      const created = `${new Date(world.clockOf(undefined)).toISOString().slice(0, -1)}${String(++made).padStart(6, '0')}Z`;
      if (!streams.has(config.name)) {
        const durables = new Map<string, Durable>();
        streams.set(config.name, { config, created, lastSeq: 0, messages: [], durables });
      }
      return this.info(config.name);
    },
    delete(name: string): boolean {
      drop(need(name));
      return true;
    },
    message(name: string, seq: number) {
      const found = need(name).messages.find((message) => message.seq === seq);
      return found ? { header: found.headers } : null;
    },
    durable: needDurable,
    addDurable(name: string, config: DurableConfig) {
      const stream = need(name);
      const known = stream.durables.get(config.durable_name);
      if (known) return known;
      const durable = createDurable(world, stream, config, ways);
      stream.durables.set(config.durable_name, durable);
      return durable;
    },
    deleteDurable(name: string, durable: string): boolean {
      needDurable(name, durable).end('consumer_deleted');
      need(name).durables.delete(durable);
      return true;
    },
    readersOf: (name: string) => [...need(name).durables.values()].map((durable) => durable.info()),
    find: (name: string, durable: string) => streams.get(name)?.durables.get(durable),
    leave(link: Link): void {
      for (const { durables } of streams.values()) {
        for (const durable of durables.values()) durable.leave(link);
      }
    },
    /** A server that was killed: each stream ends earlier than it had acknowledged, and a reader's place may be older too. */
    loseTails(most: number): void {
      for (const stream of streams.values()) {
        const lost = Math.min(world.random.whole(0, most), stream.messages.length);
        if (lost > 0) {
          for (const { headers } of stream.messages.splice(-lost)) missed.add(idOf(headers));
          stream.lastSeq -= lost;
        }
        for (const durable of stream.durables.values()) durable.restart();
        world.note(`${stream.config.name} lost ${lost}`);
      }
    },
    loseAll(): void {
      for (const stream of [...streams.values()]) drop(stream);
      world.note('NATS lost all its data');
    },
    /** What was lost has been said again, and every reader is there, was given everything and acknowledged it. */
    isQuiet: () =>
      missed.size === 0 &&
      READERS.every(([name, durable]) => streams.get(name)?.durables.get(durable)?.isThrough()),
    /** `stream id` of what was stored since this was asked last. */
    takeAppended: () => appended.splice(0),
  };
}

const missing = (description: string, err_code: number) =>
  new JetStreamApiError({ code: 404, err_code, description });
