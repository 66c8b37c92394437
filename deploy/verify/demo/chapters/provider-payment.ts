import type { LocalChapter } from '../local-world.ts';
import { openCheckout, payThere } from '../provider-steps.ts';

const people = [
  ['midtrans', 'Putri Lestari'],
  ['xendit', 'Gilang Ramadhan'],
  ['stripe', 'Hana Wijaya'],
] as const;

/** Paid at each provider without an organiser; what only looks like its word does nothing. */
export const providerPayment: LocalChapter = async (world) => {
  const { story, organiser, guest, providers, url } = world;
  story.chapter('A class that can be paid at three providers');
  const { id: itemId } = await organiser.createItem({ title: 'Kelas menenun' });

  for (const [name, person] of people) {
    story.chapter(`${person} pays at ${name}`);
    const payer = guest(person);
    const held = await payer.hold(itemId);
    const page = await openCheckout(world, held, name);
    const again = await openCheckout(world, held, name);
    story.check('asked again, it is the same checkout', again === page);
    await payer.waitFor(held, 'PENDING');

    const { webhooks } = providers[name];
    webhooks.setMode('twice');
    story.check('the provider sends the browser back', (await payThere(page)) === url + held.url);
    const paid = await payer.waitFor(held, 'PAID');
    await webhooks.settled();
    webhooks.setMode('right');
    story.check('PAID without an organiser', paid.timeline.at(-1)?.by === 'provider');
    const { payments } = await organiser.inspect(held.id);
    story.check('told twice, it counts once', payments.length === 1);
  }

  story.chapter('Somebody who is not Midtrans says that Iwan has paid');
  const iwan = guest('Iwan Setiawan');
  const held = await iwan.hold(itemId);
  const page = await openCheckout(world, held, 'midtrans');
  const { webhooks } = providers.midtrans;
  webhooks.setMode('lost');
  await payThere(page);
  const genuine = webhooks.made.at(-1)?.body ?? '';
  const body = JSON.parse(genuine.replace(/"signature_key":"./, '"signature_key":"-')) as unknown;
  const path = '/api/webhooks/payments/midtrans';
  await story.refuse(401, 'webhook-signature-invalid', 'POST', path, { body });
  await iwan.waitFor(held, 'PENDING');
  await story.ask('POST', path, { body: JSON.parse(genuine) as unknown });
  webhooks.setMode('right');
  await iwan.waitFor(held, 'PAID');
};
