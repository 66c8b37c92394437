import {
  bookingCancelled,
  bookingErased,
  bookingExpired,
  bookingExpiringSoon,
  bookingHeld,
  bookingPaid,
  bookingRefundDue,
  bookingRefunded,
  bookingRejected,
  bookingsHeld,
  bookingSubmitted,
  type EventContract,
  type ItemFacts,
  itemChanged,
} from '@karcis/contracts';
import { on, type Subscription } from '@karcis/messaging';
import { type Audience, planDeliveries, type PlanSettings } from '../commands/plan-deliveries.ts';
import { eraseDeliveries } from '../db/erase-deliveries.ts';
import { moveReminders, planReminders } from '../db/plan-reminders.ts';
import type { NotifierDatabase } from '../db/schema.ts';
import { reminderDueAt } from '../domain/reminder.ts';

/** What every booking event tells us. */
type Facts = { readonly bookingId: string; readonly itemId: string; readonly version: number };

type Heard<Data> = Audience & {
  readonly relevantUntil?: (data: Data) => Date;
  /** The day before, the person is reminded. */
  readonly isReminded?: true;
};

export type SubscriptionDeps = {
  readonly settings: PlanSettings;
  /** Told once new messages can be seen by the worker. */
  readonly onPlanned: () => void;
  /** Told once there is news of which messages can be made. */
  readonly onKept: () => void;
  readonly now: () => Date;
  /** Deletes what is kept of the messages about this booking outside the database. */
  readonly forget: (bookingId: string) => Promise<void>;
};

/** What the notifier hears on stream BOOKING. */
export function onBooking({
  settings,
  onPlanned,
  onKept,
  now,
  forget,
}: SubscriptionDeps): Readonly<Record<string, Subscription<NotifierDatabase>>> {
  const plan = <Data extends Facts>(
    contract: EventContract<string, Data>,
    heard: Heard<Data>,
  ): Subscription<NotifierDatabase> => planAll(contract, (data) => [data], heard);

  /** The same for an event that tells of many. */
  const planAll = <Data, One extends Facts>(
    contract: EventContract<string, Data>,
    each: (data: Data) => readonly One[],
    { relevantUntil, isReminded, ...audience }: Heard<One>,
  ): Subscription<NotifierDatabase> =>
    on(contract, {
      handleAll: async ({ trx, afterCommit }, events) => {
        const news = events.flatMap(({ event: { data, time } }) =>
          each(data).map((one) => ({
            bookingId: one.bookingId,
            itemId: one.itemId,
            bookingVersion: one.version,
            occurredAt: new Date(time),
            relevantUntil: relevantUntil?.(one),
          })),
        );
        afterCommit(audience.canWait ? onKept : onPlanned);
        await planDeliveries(trx, news, audience, settings, now());
        if (isReminded) await planReminders(trx, news, settings.personChannels);
      },
    });

  const subscriptions = [
    planAll(bookingsHeld, ({ holds }) => holds, { kind: 'hold-made', canWait: true }),
    plan(bookingHeld, { kind: 'hold-made', canWait: true }),
    plan(bookingExpiringSoon, {
      kind: 'expiring-soon',
      relevantUntil: ({ holdExpiresAt }) => new Date(holdExpiresAt),
    }),
    plan(bookingSubmitted, { kind: 'proof-received', organiserKind: 'new-proof-waiting' }),
    plan(bookingPaid, { kind: 'approved', isReminded: true }),
    plan(bookingRejected, { kind: 'rejected' }),
    plan(bookingExpired, { kind: 'expired' }),
    plan(bookingCancelled, { kind: 'cancelled' }),
    plan(bookingRefundDue, { kind: 'refund-due' }),
    plan(bookingRefunded, { kind: 'refunded' }),
    // What is planned later finds nobody to write to.
    on<NotifierDatabase, Facts, void>(bookingErased, {
      gather: ({ data }) => forget(data.bookingId),
      handle: ({ trx }, { data }) => eraseDeliveries(trx, [data.bookingId]),
    }),
  ];
  return Object.fromEntries(subscriptions.map((subscription) => [subscription.type, subscription]));
}

/** What the notifier hears on stream CAPACITY: an item that begins at another time takes its reminders along. */
export function onCapacity(
  onPlanned: () => void,
): Readonly<Record<string, Subscription<NotifierDatabase>>> {
  const subscription = on<NotifierDatabase, ItemFacts>(itemChanged, {
    handleAll: async ({ trx, afterCommit }, events) => {
      // The newest facts of an item count.
      const starts = new Map(events.map(({ event: { data } }) => [data.id, data.startsAt]));
      const moves = [...starts].map(([itemId, startsAt]) => ({
        itemId,
        dueAt: reminderDueAt(new Date(startsAt)),
      }));
      await moveReminders(trx, moves);
      afterCommit(onPlanned);
    },
  });
  return { [subscription.type]: subscription };
}
