import { createRoster } from '@karcis/batching';
import { type Msg, type NatsConnection, createInbox } from '@nats-io/transport-node';
import { linkOf } from './link.ts';

/**
 * The place where the answers to everything this connection asks arrive: one subscription for all. The
 * client's own `request` makes a timer, a promise and a stack for each; whoever asks by the thousand
 * keeps those once for the whole batch, and may get one answer in several parts.
 */
export type ReplyInbox = {
  /** Until `forget` is called, `onReply` gets each message sent to `subject`, and `onBroken` hears of a broken connection. */
  expect(
    onReply: (msg: Msg) => void,
    onBroken?: () => void,
  ): { readonly subject: string; forget(): void };
};

type Expected = {
  subject: string;
  readonly onReply: (msg: Msg) => void;
  readonly onBroken: (() => void) | undefined;
};

const inboxes = new WeakMap<NatsConnection, ReplyInbox>();

export function replyInboxOf(nc: NatsConnection): ReplyInbox {
  const known = inboxes.get(nc);
  if (known) return known;

  const inbox = open(nc);
  inboxes.set(nc, inbox);
  return inbox;
}

function open(nc: NatsConnection): ReplyInbox {
  const prefix = `${createInbox(prefixOf(nc))}.`;
  const expected = createRoster<Expected>();
  let last = 0;

  nc.subscribe(`${prefix}*`, {
    callback: (error, msg) => {
      if (error) return;
      const one = expected.at(Number.parseInt(msg.subject.slice(prefix.length), 10));
      // A late answer may find its place taken by another question.
      if (one?.subject === msg.subject) one.onReply(msg);
    },
  });
  linkOf(nc).onDown(() => {
    for (const { onBroken } of expected.values()) onBroken?.();
  });

  return {
    expect(onReply, onBroken) {
      const one: Expected = { subject: '', onReply, onBroken };
      const { place, leave } = expected.add(one);
      one.subject = `${prefix}${place}-${++last}`;
      return { subject: one.subject, forget: leave };
    },
  };
}

/** The server's word that nobody listens on the subject asked. */
export const isNoResponders = (msg: Msg) => msg.data.length === 0 && msg.headers?.code === 503;

/** The client keeps its options to itself; a user's permissions name this prefix. */
const prefixOf = (nc: NatsConnection) =>
  (nc as unknown as { readonly options?: { readonly inboxPrefix?: string } }).options?.inboxPrefix;
