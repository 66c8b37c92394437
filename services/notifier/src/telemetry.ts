import type { Logger, Metrics } from '@karcis/telemetry';
import type { Kind } from './domain/kind.ts';

/** What may be said of a delivery: neither whom it is for nor what it says. */
type Said = { readonly id: string; readonly kind: Kind; readonly channel: string };

/** What is logged and counted about messages: one helper for each happening. */
export type Telemetry = {
  sent(delivery: Said, seconds: number): void;
  refused(delivery: Said, reason: string, seconds: number): void;
  gaveUp(delivery: Said, reason: string): void;
  /** Our own mistake. */
  broke(delivery: Said, error: unknown): void;
  circuitOpened(channel: string, lane: string): void;
  circuitClosed(channel: string, lane: string): void;
};

export function createTelemetry({ log, metrics }: { log: Logger; metrics: Metrics }): Telemetry {
  const sent = metrics.counter({
    name: 'notifications_sent_total',
    help: 'Messages that the other side took',
    labels: ['channel', 'kind'],
  });
  const failed = metrics.counter({
    name: 'notifications_failed_total',
    help: 'Messages given up after their last attempt',
    labels: ['channel'],
  });
  const duration = metrics.duration({
    name: 'notification_send_duration_seconds',
    help: 'One attempt to send a message',
    labels: ['channel'],
  });
  const openCircuits = metrics.gauge({
    name: 'notification_circuits_open',
    help: 'Channels and webhook endpoints that are left alone because they do not answer',
    labels: ['channel'],
  });
  const open = new Set<string>();

  return {
    sent({ kind, channel }, seconds) {
      sent.labels(channel, kind).inc();
      duration.labels({ channel })(seconds);
    },
    refused({ id, kind, channel }, reason, seconds) {
      duration.labels({ channel })(seconds);
      log.warn({ id, kind, channel, reason }, 'a message was not taken');
    },
    gaveUp({ id, kind, channel }, reason) {
      failed.labels(channel).inc();
      log.error({ id, kind, channel, reason }, 'a message is given up');
    },
    broke({ id, kind, channel }, error) {
      log.error({ id, kind, channel, ...whereItBroke(error) }, 'a message could not be made');
    },
    circuitOpened(channel, lane) {
      // A probe that fails opens it again.
      if (!open.has(lane)) openCircuits.labels(channel).inc();
      open.add(lane);
      log.warn({ channel, lane }, 'left alone for a while: it does not answer');
    },
    circuitClosed(channel, lane) {
      if (open.delete(lane)) openCircuits.labels(channel).dec();
      log.info({ channel, lane }, 'it answers again');
    },
  };
}

/** An error's message may quote what was being rendered; its kind and its place do not. */
function whereItBroke(error: unknown): { type: string; at: readonly string[] } {
  if (!(error instanceof Error)) return { type: typeof error, at: [] };
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return { type: error.name, at: frames.slice(0, 5).map((frame) => frame.trim()) };
}
