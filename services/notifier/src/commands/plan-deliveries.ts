import { keepForLater } from '../db/backlog.ts';
import type { Happening } from '../db/happenings.ts';
import { insertDeliveries, type Planned } from '../db/insert-deliveries.ts';
import type { Tx } from '../db/schema.ts';
import type { Kind } from '../domain/kind.ts';

/** Older news is not worth a message: it comes from a stream that was filled again. */
export const NEWS_MS = 24 * 60 * 60_000;

/** Happenings a statement, and so a row of the backlog: some seconds of work for a mail server. */
const AT_ONCE_MAX = 256;

/** Something that happened to a booking. */
export type News = {
  readonly bookingId: string;
  readonly bookingVersion: number;
  readonly occurredAt: Date;
  /** When the news is worthless, if that is sooner than a day. */
  readonly relevantUntil?: Date | undefined;
};

export type Audience = {
  /** What the person, and the webhooks, hear. */
  readonly kind: Kind;
  /** What the organiser hears. */
  readonly organiserKind?: Kind | undefined;
  /** The person knows already: their message is made when there is room to send it. Webhooks hear of it at once, in order. */
  readonly canWait?: true;
};

export type PlanSettings = {
  /** Channels by which a person may be reached; whether they can be is seen when sending. */
  readonly personChannels: readonly string[];
  /** Channels by which organisers are reached; whether any wants to be is seen when sending. */
  readonly organiserChannels: readonly string[];
};

/** Plans the messages about things of one kind that happened: one for each way to reach each reader. */
export async function planDeliveries(
  trx: Tx,
  news: readonly News[],
  { kind, organiserKind, canWait }: Audience,
  { personChannels, organiserChannels }: PlanSettings,
  now: Date,
): Promise<void> {
  const happenings = news.map(toHappening).filter(({ sendBefore }) => now < sendBefore);
  if (happenings.length === 0) return;

  const toPerson = personChannels.map((channel): Planned => ({ kind, channel }));
  const toOrganiser = organiserKind
    ? organiserChannels.map((channel): Planned => ({ kind: organiserKind, channel }))
    : [];
  for (let at = 0; at < happenings.length; at += AT_ONCE_MAX) {
    const some = happenings.slice(at, at + AT_ONCE_MAX);
    if (canWait) await keepForLater(trx, kind, some);
    else await insertDeliveries(trx, some, [...toPerson, ...toOrganiser], kind);
  }
}

function toHappening({ bookingId, bookingVersion, occurredAt, relevantUntil }: News): Happening {
  const sendBefore = relevantUntil ?? new Date(occurredAt.getTime() + NEWS_MS);
  return { bookingId, bookingVersion, occurredAt, sendBefore };
}
