import { type SignedWebhook, until } from '@karcis/testing';
import { aHeldBooking, anItem, type Core } from '../core/start-core.ts';
import type { useLocalProviders } from './use-local-providers.ts';

type Local = ReturnType<typeof useLocalProviders>;

const ipHash = null;

/** What tests do with booking and one provider's local server. */
export function atProvider(core: Core, local: Local, name: Parameters<Local['of']>[0]) {
  /** A booking in PENDING at this provider, and the provider's own id of its session. */
  async function open() {
    const { id } = await aHeldBooking(core, await anItem(core));
    const answer = await checkout(id);
    if (!answer.ok) throw new Error(`the checkout was refused: ${answer.refusal.code}`);
    const [payment] = await paymentsOf(id);
    return { id, order: payment?.reference ?? '' };
  }

  async function checkout(bookingId: string) {
    const { data } = await core.ask.listPaymentMethods({});
    const methodId = data.find(({ provider }) => provider === name)?.id ?? null;
    const returnUrl = 'http://localhost/b/x';
    return core.ask.openCheckout({ bookingId, methodId, ipHash, returnUrl, language: 'id' });
  }

  const paymentsOf = async (bookingId: string) =>
    (await core.ask.findPayments({ bookingId })).payments;
  const find = async (id: string) => (await core.ask.findBooking({ id })).booking;
  const becomes = (id: string, state: string, status: string) =>
    until(
      async () => {
        const booking = await find(id);
        return booking?.state === state && booking.payment?.status === status;
      },
      { what: `${state} ${status}` },
    );
  const deliver = async ({ headers, body }: SignedWebhook) =>
    (
      await core.ask.takePaymentWebhook({
        provider: name,
        headers,
        body: Buffer.from(body).toString('base64'),
      })
    ).outcome;
  const lastWebhook = () => {
    const webhook = local.of(name).webhooks.made.at(-1);
    if (!webhook) throw new Error('no webhook was made');
    return webhook;
  };

  return { open, checkout, paymentsOf, find, becomes, deliver, lastWebhook };
}
