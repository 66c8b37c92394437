import { createRoster } from '@karcis/batching';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import type { OutboxRow } from './announcement.ts';
import { isNoResponders, replyInboxOf } from './reply-inbox.ts';

export type Ack =
  | { readonly ok: true; readonly seq: number; readonly duplicate: boolean }
  /** `unanswered`: no stream said no; there may be none. */
  | { readonly ok: false; readonly reason: string; readonly unanswered: boolean };

export type Publisher = {
  /** Sends at once; `settled` is called exactly once, within the timeout. */
  send(row: OutboxRow, settled: (ack: Ack) => void): void;
  readonly inFlight: number;
  stop(): void;
};

const ACK_TIMEOUT_MS = 5_000;
const SWEEP_EVERY_MS = 500;

/**
 * Publishes to JetStream without waiting for one acknowledgement before the next event: thousands may be
 * under way. `msgID` is the event's id, so what arrives twice within the duplicate window is kept once.
 */
export function createPublisher(nc: NatsConnection): Publisher {
  const inbox = replyInboxOf(nc);
  const inFlight = createRoster<{ readonly sentAt: number; settle(ack: Ack): void }>();

  function send(row: OutboxRow, settled: (ack: Ack) => void): void {
    const reply = inbox.expect(
      (msg) =>
        settle(isNoResponders(msg) ? unanswered('no stream takes it') : readAck(msg.string())),
      () => settle(unanswered('the connection broke')),
    );
    function settle(ack: Ack): void {
      if (!leave()) return;
      reply.forget();
      settled(ack);
    }
    const { leave } = inFlight.add({ sentAt: performance.now(), settle });

    const withId = headers();
    withId.set('Nats-Msg-Id', row.id);
    if (row.traceparent) withId.set('traceparent', row.traceparent);
    try {
      nc.publish(row.subject, row.payload, { reply: reply.subject, headers: withId });
    } catch (error) {
      settle(refused(String(error)));
    }
  }

  function sweep(): void {
    const overdue = performance.now() - ACK_TIMEOUT_MS;
    for (const { sentAt, settle } of inFlight.values()) {
      if (sentAt <= overdue) settle(unanswered('not acknowledged in time'));
    }
  }

  const sweeper = setInterval(sweep, SWEEP_EVERY_MS).unref();

  return {
    send,
    get inFlight() {
      return inFlight.size;
    },
    stop() {
      clearInterval(sweeper);
      for (const { settle } of inFlight.values()) settle(unanswered('stopped'));
    },
  };
}

function readAck(text: string): Ack {
  const ack = JSON.parse(text) as {
    readonly seq?: number;
    readonly duplicate?: boolean;
    readonly error?: { readonly description?: string };
  };
  if (ack.seq) return { ok: true, seq: ack.seq, duplicate: ack.duplicate ?? false };
  return refused(ack.error?.description ?? 'no sequence in the acknowledgement');
}

const refused = (reason: string): Ack => ({ ok: false, reason, unanswered: false });
const unanswered = (reason: string): Ack => ({ ok: false, reason, unanswered: true });
