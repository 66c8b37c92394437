import type { Chapter } from '../cast.ts';

/** A rejection gives the place back, and the person may try again. */
export const secondTry: Chapter = async ({ story, organiser, guest }) => {
  story.chapter('Tono uploads the wrong receipt, is rejected, and tries again');
  const { id } = await organiser.createItem({ title: 'Lokakarya batik', capacity: 1 });
  const tono = guest('Tono Prasetyo');

  const first = await tono.hold(id);
  await tono.pay(first, 'transfer.pdf', 'application/pdf');
  const rejected = await organiser.reject(first.id, 'Nominal tidak sesuai');
  story.check('he reads why', rejected.rejectionReason === 'Nominal tidak sesuai');

  await tono.waitForPlace(id);
  const second = await tono.hold(id);
  await tono.pay(second, 'transfer.jpg', 'image/jpeg');
  const paid = await organiser.approve(second.id);
  story.check('the second try is PAID', paid.state === 'PAID');
  await story.refuse(409, 'invalid-transition', 'POST', `/api/admin/bookings/${first.id}/approve`, {
    token: organiser.apiKey,
    body: {},
  });
};
