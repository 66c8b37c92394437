import { setTimeout as pause } from 'node:timers/promises';
import { Item } from '@karcis/contracts';
import { CHECKOUT_SECONDS } from '../../journeys/local-servers.ts';
import type { LocalChapter } from '../local-world.ts';
import { holdAsReader, untilTold } from '../inbox.ts';
import { openCheckout, payThere, refund } from '../provider-steps.ts';

/** Money that comes after the end: the place is taken again where it is free, and else the money goes back. */
export const latePayment: LocalChapter = async (world) => {
  const { story, organiser, guest } = world;
  story.chapter(
    `Agus and Rini let their time run out (${CHECKOUT_SECONDS} s, for these items only) and pay all the same`,
  );
  const short = { capacity: 1, holdTtlSeconds: 5 };
  const agus = await holdAsReader(world, 'Agus Salim', {
    ...short,
    title: 'Kelas wayang',
  });
  const rini = await holdAsReader(world, 'Rini Astuti', {
    ...short,
    title: 'Kelas angklung',
  });
  const agusPage = await openCheckout(world, agus, 'xendit');
  const riniPage = await openCheckout(world, rini, 'midtrans');
  await pause(CHECKOUT_SECONDS * 1000);
  await guest('Agus Salim').waitFor(agus, 'EXPIRED');
  await guest('Rini Astuti').waitFor(rini, 'EXPIRED');
  await untilTold(world, rini, ['hold-made', 'expiring-soon', 'expired']);

  // Maya keeps it for longer than any money can be under way.
  await story.expect(200, Item, 'PATCH', `/api/admin/items/${rini.item.id}`, {
    token: organiser.apiKey,
    body: { holdTtlSeconds: 900 },
  });
  await guest('Maya Sari').hold(rini.item.id);
  await payThere(agusPage);
  await payThere(riniPage);
  const paid = await guest('Agus Salim').waitFor(agus, 'PAID');
  story.check('his place was still free: he has it', paid.payment?.status === 'paid');
  const late = await guest('Rini Astuti').waitForPayment(rini, 'refund-due');
  story.check('hers is Maya’s by now', late.state === 'EXPIRED');
  await untilTold(world, rini, ['refund-due']);

  await refund(world, rini.id);
  await guest('Rini Astuti').waitForPayment(rini, 'refunded');
  await untilTold(world, rini, ['refunded']);
  const { payments, auditIntact } = await organiser.inspect(rini.id);
  story.check(
    'it came once and went once, and the trail is intact',
    payments.length === 1 && auditIntact,
  );
};
