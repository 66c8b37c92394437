/**
 * Stripe counts these in hundredths, whatever ISO 4217 or we do (docs.stripe.com/currencies): rupiah have two decimals there and none with us; ISK
 * and UGX have none anywhere, and Stripe keeps two for old integrations. Of all others Stripe's minor units are ours.
 */
const HUNDREDTHS: ReadonlySet<string> = new Set(['IDR', 'ISK', 'UGX']);

const unitsOf = (currency: string) => (HUNDREDTHS.has(currency.toUpperCase()) ? 100 : 1);

/** From our minor units to Stripe's. */
export const toStripe = (amount: number, currency: string) => amount * unitsOf(currency);

/** The way back; `null` for a sum that we cannot write down, such as half a rupiah. */
export function fromStripe(amount: number, currency: string): number | null {
  const ours = amount / unitsOf(currency);
  return Number.isSafeInteger(ours) ? ours : null;
}
