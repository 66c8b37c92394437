import { Booking } from '@karcis/contracts';
import type { LocalChapter } from '../local-world.ts';
import { openCheckout, payThere, refund } from '../provider-steps.ts';

/** What was PAID is cancelled: the ticket is void, the place is free, and the money goes back, by the provider or by hand. */
export const refunds: LocalChapter = async (world) => {
  const { story, organiser, guest } = world;
  const { apiKey: token } = organiser;
  const cancel = (id: string) =>
    story.expect(200, Booking, 'POST', `/api/admin/bookings/${id}/cancel`, {
      token,
      body: { reason: 'Guru sakit' },
    });

  story.chapter('The class is cancelled; Yoga had paid at Stripe');
  const { id: itemId } = await organiser.createItem({ title: 'Kelas melukis', capacity: 10 });
  const yoga = guest('Yoga Pratama');
  const held = await yoga.hold(itemId);
  await payThere(await openCheckout(world, held, 'stripe'));
  const [ticket] = (await yoga.waitFor(held, 'PAID')).tickets;
  const cancelled = await cancel(held.id);
  story.check('the money is due back', cancelled.payment?.status === 'refund-due');
  await story.refuse(422, 'ticket-invalid', 'POST', '/api/admin/check-in', {
    token,
    body: { token: ticket?.token },
  });
  await refund(world, held.id);
  const { state } = await yoga.waitForPayment(held, 'refunded');
  story.check('the provider gave it back', state === 'CANCELLED');

  story.chapter('Tari had sent it to the bank account');
  const tari = guest('Tari Anggraini');
  const byBank = await tari.hold(itemId);
  await tari.pay(byBank, 'transfer.jpg', 'image/jpeg');
  await organiser.approve(byBank.id);
  await cancel(byBank.id);
  await refund(world, byBank.id, 'TRX-0815');
  await tari.waitForPayment(byBank, 'refunded');
  const { payments } = await organiser.inspect(byBank.id);
  story.check(
    'by whom, and under which number, is written down',
    payments[0]?.refundReference === 'TRX-0815' && payments[0].refundedBy !== null,
  );
};
