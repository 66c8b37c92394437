import { describe, it } from '@jest/globals';
import { look } from '../look.ts';
import { openShort, payThere, takePlace, toProvider } from '../provider-steps.ts';
import { holdPlace, JOURNEY_WITHIN_MS } from '../steps.ts';
import type { ProviderWorld } from '../use-provider-world.ts';

/** What payments at providers look like, for a person, and what a screen reader would stumble over. */
export const providerLooks = (world: ProviderWorld) =>
  describe('pages of payments at providers', () => {
    const anItem = () =>
      world.stack.organiser.createItem({
        title: 'Kelas Keramik untuk Pemula',
        location: 'Studio Tanah, Bandung',
      });
    const visitor = () => world.visitor({ reducedMotion: 'reduce' });

    it(
      'the choice, the wait, and what was paid have no accessibility violation; screenshots are taken',
      async () => {
        const item = await anItem();
        const page = await visitor();
        await holdPlace(page, item.url, 'Siti Aminah');
        await page.getByLabel('Midtrans', { exact: true }).check();
        await look(page, 'provider-pay');

        const other = await visitor();
        const code = await toProvider(world, other, item.url, 'xendit');
        const there = other.url();
        await other.goto(`/b/${code}`);
        await look(other, 'provider-pending');
        await other.goto(there);
        await payThere(world, other);
        await other.getByRole('img', { name: /^Kode QR tiket/ }).waitFor();
        await look(other, 'provider-paid');
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'money that goes back has none either',
      async () => {
        const page = await visitor();
        const { address, held, item } = await openShort(world, page, 'Terlambat', 'stripe');
        await page.goto(`/b/${held.code}`);
        await page.getByText('Waktu habis', { exact: true }).first().waitFor({ timeout: 60_000 });
        await takePlace(world, item);
        await page.goto(address);
        await payThere(world, page);
        await page.getByText('Uang Anda akan dikembalikan').waitFor();
        await look(page, 'provider-refund-due');

        const organiser = await world.organiser({ reducedMotion: 'reduce' });
        await organiser.goto('/admin/refunds');
        await look(organiser, 'organiser-refunds');
        await organiser.goto(`/admin/bookings/${held.id}`);
        await look(organiser, 'organiser-refund-due');
      },
      JOURNEY_WITHIN_MS,
    );
  });
