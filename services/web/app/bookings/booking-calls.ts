import type { Booking } from '@karcis/contracts';
import { type FileResult, type FileUpload, sendFile } from '../live/send-file.ts';

/** What an owner's page proves itself with; the owner token itself is in a cookie that no script sees. */
export type Owner = {
  readonly bookingId: string;
  readonly csrfToken: string;
  readonly language: string;
};

/** Hands a proof in. */
export const sendProof = (
  owner: Owner,
  { key, ...upload }: Omit<FileUpload, 'address' | 'headers'> & { readonly key: string },
): Promise<FileResult<Booking>> =>
  sendFile({
    ...upload,
    address: `/api/bookings/${owner.bookingId}/proof`,
    headers: headersOf(owner, key),
  });

/**
 * Tells which way of paying was chosen, and answers the booking with what is to be paid that way. It is a help for the organiser and
 * no condition, so a failure is let go.
 */
export async function chooseMethod(owner: Owner, methodId: string): Promise<Booking | undefined> {
  try {
    const answer = await fetch(`/api/bookings/${owner.bookingId}/select-method`, {
      method: 'POST',
      headers: { ...headersOf(owner, crypto.randomUUID()), 'Content-Type': 'application/json' },
      body: JSON.stringify({ methodId }),
    });
    return answer.ok ? ((await answer.json()) as Booking) : undefined;
  } catch {
    return undefined;
  }
}

const headersOf = ({ csrfToken, language }: Owner, key: string) => ({
  'Idempotency-Key': key,
  'X-CSRF-Token': csrfToken,
  'Accept-Language': language,
});
