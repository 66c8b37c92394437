import { isOutage } from '@karcis/messaging';
import { BrokenCircuitError } from 'cockatiel';
import { type Channel, SendFailure } from '../channels/channel.ts';
import type { ClaimedDelivery } from '../db/claim-deliveries.ts';
import type { Settlement } from '../db/settle-deliveries.ts';
import { isWelcome } from '../domain/kind.ts';
import { judgeReminder } from '../domain/reminder.ts';
import { ATTEMPTS_MAX, retryDelayMs } from '../domain/retry.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Recipient } from '../templates/facts.ts';
import type { Lanes } from './lanes.ts';

export type DeliverDeps = {
  readonly channels: readonly Channel[];
  readonly lanes: Pick<Lanes, 'send'>;
  /** Asks booking. Rejects when booking cannot be asked. */
  readonly findRecipient: (bookingId: string) => Promise<Recipient | null>;
  /** The wait after the first failure. */
  readonly retryBaseMs: number;
  readonly telemetry: Telemetry;
  readonly now: () => Date;
};

/** How one claim of a delivery ended. */
type Outcome =
  | { readonly result: 'sent'; readonly messageId: string | undefined }
  /** There is nobody to reach, or nothing left to say. */
  | { readonly result: 'skipped' }
  /** It is not its time yet. */
  | { readonly result: 'waits'; readonly ms: number }
  /** Nothing was tried: booking does not answer, or the lane is left alone. */
  | { readonly result: 'postponed'; readonly isReal: boolean }
  | { readonly result: 'failed'; readonly reason: string; readonly isFinal: boolean };

export type Deliver = (delivery: ClaimedDelivery) => Promise<Settlement>;

const skipped: Outcome = { result: 'skipped' };

/** Sends one delivery, if it is still wanted, and says how it ended. Never rejects. */
export function createDeliver(deps: DeliverDeps): Deliver {
  const { lanes, findRecipient, retryBaseMs, telemetry, now } = deps;
  const channels = new Map(deps.channels.map((channel) => [channel.name, channel]));

  async function attempt(delivery: ClaimedDelivery): Promise<Outcome> {
    if (delivery.isOrphan) return skipped;
    const recipient = await findRecipient(delivery.bookingId);
    if (!recipient || !isWanted(delivery, recipient)) return skipped;
    if (delivery.kind === 'reminder') {
      const startsAt = new Date(recipient.booking.item.startsAt);
      const judged = judgeReminder(startsAt, delivery.occurredAt, now());
      if (judged.verdict === 'drop') return skipped;
      if (judged.verdict === 'wait') return { result: 'waits', ms: judged.ms };
    }
    const send = await channels.get(delivery.channel)?.prepare(delivery, recipient);
    if (!send) return skipped;
    if (delivery.isStale) return failed('not sent within a day', true);

    const startedAt = performance.now();
    try {
      const messageId = await lanes.send(delivery, send);
      telemetry.sent(delivery, (performance.now() - startedAt) / 1000);
      return { result: 'sent', messageId };
    } catch (error) {
      if (error instanceof BrokenCircuitError) return { result: 'postponed', isReal: true };
      if (!(error instanceof SendFailure)) throw error;
      telemetry.refused(delivery, error.message, (performance.now() - startedAt) / 1000);
      return failed(error.message, error.isFinal);
    }
  }

  function toOutcome(error: unknown, delivery: ClaimedDelivery): Outcome {
    if (isOutage(error)) return { result: 'postponed', isReal: delivery.status === 'queued' };
    telemetry.broke(delivery, error);
    return failed('internal error', false);
  }

  function toSettlement(delivery: ClaimedDelivery, outcome: Outcome): Settlement {
    const { id, lease } = delivery;
    const kept = {
      ...{ id, lease, attempts: delivery.attempts },
      ...{ lastError: null, providerMessageId: null, retryInMs: null },
    };
    const tried = { ...kept, attempts: delivery.attempts + 1 };
    const retryInMs = (attempts: number) => retryDelayMs(attempts, retryBaseMs, Math.random());

    switch (outcome.result) {
      case 'sent':
        return { ...tried, status: 'sent', providerMessageId: outcome.messageId ?? null };
      case 'skipped':
        return { ...kept, status: 'skipped' };
      case 'waits':
        return { ...kept, status: delivery.status, retryInMs: outcome.ms };
      case 'postponed': {
        const status = outcome.isReal ? 'queued' : delivery.status;
        return { ...kept, status, lastError: delivery.lastError, retryInMs: retryInMs(1) };
      }
      case 'failed': {
        const isLast = outcome.isFinal || tried.attempts >= ATTEMPTS_MAX;
        if (isLast) telemetry.gaveUp(delivery, outcome.reason);
        const lastError = outcome.reason;
        if (isLast) return { ...tried, status: 'failed', lastError };
        return { ...tried, status: 'queued', lastError, retryInMs: retryInMs(tried.attempts) };
      }
    }
  }

  return async (delivery) => {
    const outcome = await attempt(delivery).catch((error: unknown) => toOutcome(error, delivery));
    return toSettlement(delivery, outcome);
  };
}

const failed = (reason: string, isFinal: boolean): Outcome => ({
  result: 'failed',
  reason,
  isFinal,
});

/** A person is not bothered with what is no longer so; an endpoint hears all that happened, but no warning too late. */
function isWanted({ kind, channel, isStale }: ClaimedDelivery, { booking }: Recipient): boolean {
  if (kind === 'expiring-soon') return !isStale && isWelcome(kind, booking.state);
  return channel === 'webhook' || isWelcome(kind, booking.state);
}
