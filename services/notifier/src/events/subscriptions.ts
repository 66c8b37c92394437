import {
  bookingCancelled,
  bookingExpired,
  bookingExpiringSoon,
  bookingHeld,
  bookingPaid,
  bookingRejected,
  bookingSubmitted,
  type EventContract,
} from '@karcis/contracts';
import { on, type Subscription } from '@karcis/messaging';
import { type Audience, planDeliveries, type PlanSettings } from '../commands/plan-deliveries.ts';
import type { NotifierDatabase } from '../db/schema.ts';

/** What every booking event tells us. */
type Facts = { readonly bookingId: string; readonly version: number };

type Heard<Data> = Audience & {
  readonly relevantUntil?: (data: Data) => Date;
};

export type SubscriptionDeps = {
  readonly settings: PlanSettings;
  /** Told once new messages can be seen by the worker. */
  readonly onPlanned: () => void;
  readonly now: () => Date;
};

/** What the notifier hears on stream BOOKING. */
export function onBooking({
  settings,
  onPlanned,
  now,
}: SubscriptionDeps): Readonly<Record<string, Subscription<NotifierDatabase>>> {
  const plan = <Data extends Facts>(
    contract: EventContract<string, Data>,
    { relevantUntil, ...audience }: Heard<Data>,
  ): Subscription<NotifierDatabase> =>
    on(contract, {
      handleAll: ({ trx, afterCommit }, events) => {
        const news = events.map(({ event: { data, time } }) => ({
          bookingId: data.bookingId,
          bookingVersion: data.version,
          occurredAt: new Date(time),
          relevantUntil: relevantUntil?.(data),
        }));
        afterCommit(onPlanned);
        return planDeliveries(trx, news, audience, settings, now());
      },
    });

  const subscriptions = [
    plan(bookingHeld, { kind: 'hold-made' }),
    plan(bookingExpiringSoon, {
      kind: 'expiring-soon',
      relevantUntil: ({ holdExpiresAt }) => new Date(holdExpiresAt),
    }),
    plan(bookingSubmitted, { kind: 'proof-received', organiserKind: 'new-proof-waiting' }),
    plan(bookingPaid, { kind: 'approved' }),
    plan(bookingRejected, { kind: 'rejected' }),
    plan(bookingExpired, { kind: 'expired' }),
    plan(bookingCancelled, { kind: 'cancelled' }),
  ];
  return Object.fromEntries(subscriptions.map((subscription) => [subscription.type, subscription]));
}
