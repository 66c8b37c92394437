import { z } from 'zod';
import { defineCall } from '../define.ts';
import { instant, uuid } from '../fields/ids.ts';
import { listOf, Page, pageOf } from '../http/list.ts';
import { BookingView } from './booking.ts';

const accepted = z.object({ accepted: z.boolean() });
const letter = {
  /** Of this message: a repeat of the command replaces it. */
  id: uuid,
  email: z.string(),
  language: z.enum(['id', 'en']),
  /** Nobody needs it later; it is not tried again after that. */
  expiresAt: instant,
  /** A path on the public address. */
  path: z.string(),
};

/**
 * Mails a code and a link to sign in with. Only from memory: neither is written down anywhere, nor in any event or dead letter.
 * `accepted` is false when too many wait.
 */
export const sendLoginCode = defineCall({
  subject: 'cmd.notifier.send-login-code.v1',
  request: z.object({ ...letter, code: z.string() }),
  response: accepted,
});

/** Mails a link by which an organiser sets a password; in the same way. */
export const sendInvitation = defineCall({
  subject: 'cmd.notifier.send-invitation.v1',
  request: z.object({ ...letter, name: z.string() }),
  response: accepted,
});

/** Organisers who asked to be told of each proof that waits, and may review it. */
export const findNotifiedOrganisers = defineCall({
  subject: 'qry.gateway.notified-organisers.v1',
  request: z.object({}),
  response: z.object({ organisers: z.array(z.object({ name: z.string(), email: z.string() })) }),
});

/** The bookings that were made while signed in to this account, newest first. */
export const listAccountBookings = defineCall({
  subject: 'qry.booking.account-bookings.v1',
  request: z.object({ ...Page.shape, accountId: uuid }),
  response: pageOf(listOf(BookingView)),
});
