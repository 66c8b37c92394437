import type { MsgHdrs } from '@nats-io/transport-node';
import type { Link, Stored, Ways } from './link.ts';
import type { World } from './world.ts';

export type DurableConfig = {
  readonly durable_name: string;
  readonly filter_subjects: readonly string[];
  /** Nanoseconds. */
  readonly ack_wait: number;
};

/** A message as its reader gets it: the part of the client's JsMsg that is used. */
export type Delivered = {
  readonly seq: number;
  readonly subject: string;
  readonly headers: MsgHdrs | undefined;
  readonly time: Date;
  readonly info: { readonly deliveryCount: number };
  string(): string;
  ack(): void;
  nak(delayMs?: number): void;
  term(): void;
  working(): void;
};

export type Puller = {
  readonly link: Link;
  readonly take: (message: Delivered) => void;
  /** The durable is gone. */
  readonly lost: (type: string) => void;
};

type Pending = { deliveries: number; again: { cancelled: boolean } | undefined; due: boolean };

/** What a durable sees of its stream. */
type Source = {
  readonly config: { readonly name: string };
  readonly messages: readonly Stored[];
};

export type Durable = ReturnType<typeof createDurable>;

/** A reader's place in a stream: what was delivered, what waits for its acknowledgement, and what comes again. */
export function createDurable(world: World, stream: Source, config: DurableConfig, ways: Ways) {
  const { weather, random } = world;
  const ackWaitMs = config.ack_wait / 1_000_000;
  const prefixes = config.filter_subjects.map((subject) => subject.slice(0, -1));
  const pullers = new Set<Puller>();
  const pending = new Map<number, Pending>();
  /** Deliveries so far; the server forgets them with the pending. */
  let delivered = 0;
  let ended = false;
  let lastAt = 0;
  const what = `${stream.config.name}/${config.durable_name}`;

  const wants = ({ subject }: Stored) => prefixes.some((prefix) => subject.startsWith(prefix));
  const find = (seq: number) => stream.messages.find((message) => message.seq === seq);

  function pump(): void {
    if (ended || pullers.size === 0) return;
    for (const [seq, state] of pending) {
      if (!state.due) continue;
      const message = find(seq);
      if (message) deliver(message, state);
      else pending.delete(seq);
    }
    for (const message of stream.messages) {
      if (message.seq <= delivered) continue;
      delivered = message.seq;
      if (!wants(message)) continue;
      const state: Pending = { deliveries: 0, again: undefined, due: true };
      pending.set(message.seq, state);
      deliver(message, state);
    }
  }

  function deliver(message: Stored, state: Pending): void {
    const puller = random.pick([...pullers]);
    state.deliveries++;
    state.due = false;
    comeAgain(message.seq, state, ackWaitMs);
    const label = `${what} delivers ${message.seq} ${message.subject}`;
    const hand = handing(puller, message, state.deliveries);
    if (!weather.happens('dropDelivery')) {
      const at = world.now() + weather.delayMs();
      lastAt = weather.reorders ? at : Math.max(lastAt, at);
      ways.deliver(puller.link, label, hand, (weather.reorders ? at : lastAt) - world.now());
    }
    if (weather.happens('duplicate')) ways.deliver(puller.link, label, hand, weather.delayMs());
  }

  function comeAgain(seq: number, state: Pending, delayMs: number): void {
    if (state.again) state.again.cancelled = true;
    state.again = world.add(delayMs, undefined, `${what} ${seq} is due again`, () => {
      if (ended || pending.get(seq) !== state) return;
      state.due = true;
      pump();
    });
  }

  const handing = (puller: Puller, message: Stored, deliveryCount: number) => () => {
    const { link } = puller;
    const { seq, subject, headers, data, at } = message;
    const say = (word: string, then: (state: Pending) => void) => {
      if (weather.happens('dropAck')) return world.note(`lost: ${word} of ${what} ${seq}`);
      world.add(weather.delayMs(), undefined, `${what} ${word} ${seq}`, () => {
        const state = pending.get(seq);
        if (!ended && link.up && state) then(state);
      });
    };
    const settle = (word: string) =>
      say(word, (state) => {
        if (state.again) state.again.cancelled = true;
        pending.delete(seq);
      });
    if (!pullers.has(puller)) return;
    puller.take({
      seq,
      subject,
      headers,
      time: new Date(world.clockOf(undefined) - (world.now() - at)),
      info: { deliveryCount },
      string: () => new TextDecoder().decode(data),
      ack: () => settle('ack'),
      term: () => settle('term'),
      nak: (delayMs = 0) => say('nak', (state) => comeAgain(seq, state, delayMs)),
      working: () => say('working', (state) => comeAgain(seq, state, ackWaitMs)),
    });
  };

  return {
    config,
    pump,
    info: () => ({
      stream_name: stream.config.name,
      name: config.durable_name,
      config,
      delivered: { stream_seq: delivered },
      ack_floor: { stream_seq: Math.min(delivered, ...[...pending.keys()].map((seq) => seq - 1)) },
      num_pending: stream.messages.filter((message) => message.seq > delivered && wants(message))
        .length,
      num_ack_pending: pending.size,
    }),
    pull(puller: Puller): () => void {
      if (ended) puller.lost('consumer_not_found');
      pullers.add(puller);
      pump();
      return () => void pullers.delete(puller);
    },
    leave(link: Link): void {
      for (const puller of [...pullers]) if (puller.link === link) pullers.delete(puller);
    },
    /** The server came back: it may have forgotten the last acknowledgements, and with them deliveries. */
    restart(): void {
      if (random.chance(0.5)) {
        const floor = random.whole(0, delivered);
        for (const seq of [...pending.keys()]) if (seq > floor) pending.delete(seq);
        delivered = floor;
      }
      for (const state of pending.values()) state.due = true;
      pump();
    },
    end(type: string): void {
      ended = true;
      for (const { link, lost } of pullers) {
        ways.deliver(link, `${what} is gone`, () => lost(type), weather.delayMs());
      }
      pullers.clear();
    },
    isThrough: () =>
      pending.size === 0 &&
      !stream.messages.some((message) => message.seq > delivered && wants(message)),
  };
}
