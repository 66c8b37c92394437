import type { ProviderReport } from './provider.ts';

/** What a provider knows a checkout by: the booking's id and epoch, 50 characters at most (Midtrans takes no more). */
export const checkoutKey = (checkout: { readonly bookingId: string; readonly epoch: number }) =>
  `${checkout.bookingId}-${checkout.epoch}`;

const KEY = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,9})$/;

/** The way back; `null` for what we have not made: one account at a provider may serve other shops too. */
export function readCheckoutKey(key: string | null | undefined): ProviderReport['booking'] {
  const [, id, epoch] = KEY.exec(key ?? '') ?? [];
  return id && epoch ? { id, epoch: Number(epoch) } : null;
}
