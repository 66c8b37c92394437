import { type Msg, type NatsConnection, createInbox } from '@nats-io/transport-node';

/**
 * The place where the answers to everything this connection asks arrive: one subscription for all. The
 * client's own `request` makes a timer, a promise and a stack for each; whoever asks by the thousand
 * keeps those once for the whole batch, and may get one answer in several parts.
 */
export type ReplyInbox = {
  /** Until `forget` is called, `onReply` gets each message sent to `subject`. */
  expect(onReply: (msg: Msg) => void): { readonly subject: string; forget(): void };
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
  const expected = new Map<string, (msg: Msg) => void>();
  let last = 0;

  nc.subscribe(`${prefix}*`, {
    callback: (error, msg) => {
      if (!error) expected.get(msg.subject)?.(msg);
    },
  });

  return {
    expect(onReply) {
      const subject = prefix + String(++last);
      expected.set(subject, onReply);
      return { subject, forget: () => void expected.delete(subject) };
    },
  };
}

/** The server's word that nobody listens on the subject asked. */
export const isNoResponders = (msg: Msg) => msg.data.length === 0 && msg.headers?.code === 503;

/** The client keeps its options to itself; a user's permissions name this prefix. */
const prefixOf = (nc: NatsConnection) =>
  (nc as unknown as { readonly options?: { readonly inboxPrefix?: string } }).options?.inboxPrefix;
