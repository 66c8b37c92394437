import { Booking, Checkout, type HeldBooking, PaymentMethod } from '@karcis/contracts';
import type { LocalProviders } from '@karcis/testing/servers';
import { z } from 'zod';
import type { LocalWorld } from './local-world.ts';

const methods = z.object({ data: z.array(PaymentMethod) });

/** Opens a checkout at this provider, as the payment page does. Returns the address of the provider's page. */
export async function openCheckout(
  { story }: LocalWorld,
  { id, item, ownerToken: token }: HeldBooking,
  provider: keyof LocalProviders,
): Promise<string> {
  const offered = await story.api('GET', `/api/items/${item.id}/payment-methods`);
  const method = methods.parse(offered.json).data.find((one) => one.provider === provider);
  const body = { methodId: method?.id };
  const path = `/api/bookings/${id}/checkout`;
  return (await story.expect(201, Checkout, 'POST', path, { token, body })).redirectUrl;
}

/** Presses the button on the provider's page. Returns where its browser is sent then. */
export async function payThere(page: string): Promise<string> {
  const answer = await fetch(`${page}/pay`, { method: 'POST', redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

/** What the organiser asks for goes back. */
export const refund = ({ story, organiser }: LocalWorld, bookingId: string, reference?: string) =>
  story.expect(200, Booking, 'POST', `/api/admin/bookings/${bookingId}/refund`, {
    token: organiser.apiKey,
    body: { ...(reference !== undefined && { reference }) },
  });
