import type { RequestOf, ResponseOf, resendMessage as contract } from '@karcis/contracts';
import { RESEND_AFTER_SECONDS, resendMessages } from '../db/resend-messages.ts';
import type { Db } from '../db/schema.ts';
import { fitsNow } from '../domain/kind.ts';
import { findNotifications } from '../queries/deliveries.ts';
import type { Recipient } from '../templates/facts.ts';
import { NEWS_MS } from './plan-deliveries.ts';

export type ResendDeps = {
  readonly db: Db;
  readonly findRecipient: (bookingId: string) => Promise<Recipient | null>;
  /** Channels that the notifier can send by. */
  readonly channels: readonly string[];
};

/** Lets the owner of a booking have word of how it stands now once more, at the contact that the booking has. */
export async function resendMessage(
  { db, findRecipient, channels }: ResendDeps,
  { bookingId, kind }: RequestOf<typeof contract>,
): Promise<ResponseOf<typeof contract>> {
  const recipient = await findRecipient(bookingId);
  if (!recipient) return { outcome: 'booking-not-found' };

  const { booking, email, whatsapp } = recipient;
  if (!fitsNow(kind, booking.state, booking.payment?.status ?? null)) {
    return { outcome: 'invalid-transition', state: booking.state };
  }
  const addresses: Readonly<Record<string, string | null>> = { email, whatsapp };
  const reachable = channels.filter((channel) => addresses[channel]);
  if (reachable.length === 0) return { outcome: 'nobody-to-reach' };

  const wanted = { bookingId, bookingVersion: booking.version, kind, newsMs: NEWS_MS };
  if (!(await resendMessages(db, { ...wanted, channels: reachable }))) {
    return { outcome: 'rate-limited', retryAfterSeconds: RESEND_AFTER_SECONDS };
  }
  const [notifications = []] = await findNotifications(db, [bookingId]);
  return { outcome: 'ok', notifications };
}
