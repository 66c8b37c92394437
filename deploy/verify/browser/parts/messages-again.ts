import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { holdAsReader, mailsTo } from '../../demo/inbox.ts';
import { createGuest } from '../../demo/people.ts';
import { look } from '../look.ts';
import { withDatabase } from '../stack-database.ts';
import { JOURNEY_WITHIN_MS } from '../steps.ts';
import type { ProviderWorld } from '../use-provider-world.ts';

/** Messages that people want once more, and how far they got. */
export const messagesAgain = (world: ProviderWorld) =>
  describe('a message once more', () => {
    /** Paid by transfer and approved, with both messages of it sent. */
    async function aPaidReader(title: string) {
      const { stack, servers } = world;
      const reader = await holdAsReader(stack, 'Siti Aminah', { title });
      await createGuest(stack.story, 'Siti Aminah').pay(reader, 'transfer.jpg', 'image/jpeg');
      await stack.organiser.approve(reader.id);
      const approvals = () =>
        servers.whatsapp.received.filter(
          ({ to, template }) => `+${to}` === reader.whatsapp && template === 'karcis_approved',
        );
      const mails = () => mailsTo(`${stack.dataDir}/mail`, reader.email);
      await until(async () => approvals().length === 1 && (await mails()).length === 3);
      return { reader, approvals };
    }

    it.each([
      ['with script', {}],
      ['without script', { javaScriptEnabled: false }],
    ])(
      '%s: goes to its owner at the owner’s wish, and not twice a minute',
      async (_how, options) => {
        const { reader, approvals } = await aPaidReader('Kelas Sekali Lagi');
        const page = await world.visitor({ reducedMotion: 'reduce', ...options });
        const cookie = { name: `karcis_owner_${reader.code}`, value: reader.ownerToken };
        await page.context().addCookies([{ ...cookie, url: world.url }]);
        await page.goto(`/b/${reader.code}`);
        const again = page.getByRole('button', { name: 'Kirim lagi pesan terakhir' });
        await again.click();
        await page.getByText('Terlalu banyak permintaan').waitFor();
        expect(approvals()).toHaveLength(1);

        await aMinutePasses(reader.id);
        await page.goto(`/b/${reader.code}`);
        await again.click();
        await until(() => approvals().length === 2, { what: 'the message once more' });
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'goes to a webhook’s address for all that has happened, and the organiser sees what was read',
      async () => {
        const { receiver, whatsapp } = world.servers;
        const page = await world.organiser({ reducedMotion: 'reduce' });
        await page.goto('/admin/webhooks');
        await page.getByLabel('Alamat').fill(`${receiver.url}/karcis`);
        await page.getByRole('button', { name: 'Tambah alamat' }).click();
        await page.getByText(/^whsec_/).waitFor();
        const { approvals } = await aPaidReader('Kelas Terdengar');
        const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']);
        await until(() => ids().length >= 3, { what: 'webhooks' });
        const before = ids();

        await page.goto('/admin/webhooks');
        await look(page, 'organiser-webhooks');
        await page.getByRole('button', { name: /^Kirim ulang/ }).click();
        await page.getByText('Yang terjadi sejak itu dikirim ulang').waitFor();
        await until(() => ids().length >= before.length * 2, { what: 'webhooks once more' });
        expect(new Set(ids())).toEqual(new Set(before));

        const [message] = approvals();
        if (!message) throw new Error('there is no such message');
        const { body, headers } = whatsapp.callback(message, 'read');
        await fetch(`${world.url}/api/webhooks/messages/meta`, {
          method: 'POST',
          headers,
          body: new Uint8Array(body),
        });
        await page.goto('/admin/messages');
        await page.getByText(/^Dibaca /).waitFor();
        await look(page, 'organiser-messages-read');
      },
      JOURNEY_WITHIN_MS,
    );

    /** Since the messages of this booking were sent. */
    const aMinutePasses = (bookingId: string) =>
      withDatabase(world, (client) =>
        client.query(
          `update notifier.deliveries set updated_at = updated_at - interval '61 seconds' where booking_id = $1`,
          [bookingId],
        ),
      );
  });
