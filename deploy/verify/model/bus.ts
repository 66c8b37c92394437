import { headers as makeHeaders, type MsgHdrs } from '@nats-io/transport-node';
import { inLife, type Life } from './life.ts';
import type { Link, Status } from './link.ts';
import { createStreams, type Streams } from './streams.ts';
import type { World } from './world.ts';

type Payload = string | Uint8Array | undefined;
type PublishOptions = { readonly reply?: string; readonly headers?: MsgHdrs };

/** A message as a subscriber gets it. */
export type BusMessage = {
  readonly subject: string;
  readonly reply: string | undefined;
  readonly headers: MsgHdrs | undefined;
  readonly data: Uint8Array;
  json<T>(): T;
  string(): string;
  respond(payload?: Payload): boolean;
};

type Listener = {
  readonly link: Link;
  readonly matches: (subject: string) => boolean;
  readonly queue: string | undefined;
  readonly hear: (error: Error | null, message: BusMessage) => void;
};

/** Messages that go to nobody in these worlds. */
const UNHEARD = /^hint\./;

/** NATS between the processes: what a real server does, and all that may go wrong on the way. */
export function createBus(world: World) {
  const { weather, random } = world;
  const listeners = new Set<Listener>();
  const links = new Set<Link>();
  const text = new TextEncoder();
  const copied: { readonly subject: string; readonly data: Uint8Array }[] = [];
  const streams: Streams = createStreams(world, { deliver: deliverFrom, reply: answerTo });

  function connect(life: Life): Link {
    const link: Link = {
      life,
      up: true,
      closed: false,
      held: [],
      tellStatus: new Set(),
      lastAt: 0,
      lastAckAt: 0,
    };
    links.add(link);
    return link;
  }

  /** Runs at the server once the link has carried it there; not at all when it gets lost. */
  function send(link: Link, what: string, arrive: () => void, mayDrop: boolean): void {
    if (link.closed) return;
    if (!link.up) return void link.held.push(() => send(link, what, arrive, false));
    if (mayDrop && weather.happens('dropCall')) return world.note(`lost: ${what}`);
    world.add(weather.delayMs(), undefined, what, arrive);
  }

  function publish(link: Link, subject: string, payload: Payload, options: PublishOptions): void {
    if (UNHEARD.test(subject)) return;
    const data = typeof payload === 'string' ? text.encode(payload) : (payload ?? new Uint8Array());
    const message = { subject, data, reply: options.reply, headers: options.headers };
    const what = `${link.life.name} says ${subject}`;
    if (streams.takes(subject)) return publishToStream(link, message, what);

    send(link, what, () => route(message), true);
    if (!weather.happens('duplicate')) return;
    copied.push({ subject, data });
    send(link, `${what} again`, () => route(message), false);
  }

  type Sent = Pick<BusMessage, 'subject' | 'data' | 'reply' | 'headers'>;

  /** In the order of sending: its acknowledgements bear rising sequences. */
  function publishToStream(link: Link, message: Sent, what: string): void {
    if (link.closed) return;
    if (!link.up) return void link.held.push(() => publishToStream(link, message, what));
    if (weather.happens('dropAck')) return world.note(`lost: ${what}`);

    link.lastAt = Math.max(link.lastAt, world.now() + weather.delayMs());
    world.add(link.lastAt - world.now(), undefined, what, () => {
      const answer = streams.store(message);
      if (answer === undefined) return noResponders(message);
      if (weather.happens('dropAck')) return world.note(`lost: the acknowledgement of ${what}`);
      link.lastAckAt = Math.max(link.lastAckAt, world.now() + weather.delayMs());
      if (message.reply) {
        deliverAfter(link.lastAckAt - world.now(), {
          subject: message.reply,
          data: text.encode(answer),
        });
      }
    });
  }

  function route(message: Sent): void {
    const hearing = [...listeners].filter(
      ({ link, matches }) => link.up && link.life.alive && matches(message.subject),
    );
    if (hearing.length === 0) return noResponders(message);

    const groups = new Map<string, Listener[]>();
    for (const listener of hearing) {
      if (listener.queue === undefined) hand(listener, message);
      else groups.set(listener.queue, [...(groups.get(listener.queue) ?? []), listener]);
    }
    for (const group of groups.values()) hand(random.pick(group), message);
  }

  function noResponders({ reply }: Sent): void {
    if (!reply) return;
    const headers = makeHeaders(503, 'No Responders');
    answerTo(reply, { data: new Uint8Array(), headers });
  }

  function answerTo(
    subject: string,
    { data, headers }: { data: Uint8Array; headers?: MsgHdrs },
  ): void {
    deliverAfter(weather.delayMs(), { subject, data, ...(headers && { headers }) });
  }

  function deliverAfter(
    delayMs: number,
    message: { subject: string; data: Uint8Array; headers?: MsgHdrs },
  ): void {
    world.add(delayMs, undefined, `answer`, () =>
      route({ reply: undefined, headers: undefined, ...message }),
    );
  }

  function hand({ link, hear }: Listener, sent: Sent): void {
    if (!link.life.alive || !link.up) return;
    const message: BusMessage = {
      ...sent,
      json: <T>() => JSON.parse(new TextDecoder().decode(sent.data)) as T,
      string: () => new TextDecoder().decode(sent.data),
      respond(payload) {
        if (sent.reply) publish(link, sent.reply, payload, {});
        return true;
      },
    };
    inLife(link.life, () => hear(null, message));
  }

  /** From a stream to whoever pulls: by its own rules, which the streams know. */
  function deliverFrom(link: Link, what: string, hand: () => void, delayMs: number): void {
    world.add(delayMs, link.life, what, () => {
      if (link.up) inLife(link.life, hand);
    });
  }

  function breakLink(link: Link, downMs: number): void {
    if (!link.up || link.closed || !link.life.alive) return;
    link.up = false;
    world.note(`${link.life.name} lost NATS`);
    tell(link, 'disconnect');
    world.add(downMs, link.life, 'reconnects', () => {
      link.up = true;
      tell(link, 'reconnect');
      const held = link.held;
      link.held = [];
      for (const sendNow of held) sendNow();
    });
  }

  function tell(link: Link, type: Status['type']): void {
    inLife(link.life, () => {
      for (const hear of link.tellStatus) hear({ type });
    });
  }

  return {
    connect,
    publish,
    /** Messages that travelled twice. */
    copied: copied as readonly (typeof copied)[number][],
    streams,
    /** Asks the server itself; a lost question or answer is a timeout. */
    ask<T>(link: Link, what: string, answer: () => T): Promise<T> {
      return new Promise((resolve, reject) => {
        const { life } = link;
        const timeout = world.add(5_000, life, `${what} timed out`, () =>
          reject(new Error('timeout')),
        );
        const settle = (tell: () => void) =>
          world.add(weather.delayMs(), life, `told ${what}`, () => {
            if (timeout.cancelled || !link.up) return;
            timeout.cancelled = true;
            tell();
          });
        send(
          link,
          `${life.name} asks ${what}`,
          () => {
            try {
              const result = answer();
              settle(() => resolve(result));
            } catch (error) {
              settle(() => reject(error as Error));
            }
          },
          true,
        );
      });
    },
    send,
    subscribe(listener: Listener): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    breakLink,
    breakAll: (downMs: () => number) => {
      for (const link of links) breakLink(link, downMs());
    },
    /** The server notices a dead process at once. */
    forget(life: Life): void {
      for (const listener of [...listeners])
        if (listener.link.life === life) listeners.delete(listener);
      for (const link of [...links]) {
        if (link.life !== life) continue;
        links.delete(link);
        streams.leave(link);
      }
    },
    /** Nobody is cut off. */
    isWhole: () => [...links].every(({ up }) => up),
    linkOf: (life: Life) => [...links].find((link) => link.life === life),
  };
}
