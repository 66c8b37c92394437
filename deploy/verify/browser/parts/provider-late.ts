import { describe, expect, it } from '@jest/globals';
import { inspect, openShort, payThere, takePlace } from '../provider-steps.ts';
import { JOURNEY_WITHIN_MS } from '../steps.ts';
import type { ProviderWorld } from '../use-provider-world.ts';

/** Past the end of a checkout's hold. */
const ENDED = { timeout: 60_000 };

/** Money that comes after the time was up. */
export const providerLate = (world: ProviderWorld) =>
  describe('paying at a provider too late', () => {
    /** The time is up while its owner still looks at the provider's page. */
    async function untilExpired(title: string) {
      const page = await world.visitor();
      const opened = await openShort(world, page, title, 'midtrans');
      await page.goto(`/b/${opened.held.code}`);
      await page.getByRole('button', { name: 'Lanjutkan pembayaran' }).waitFor();
      await page.getByText('Waktu habis', { exact: true }).first().waitFor(ENDED);
      await page.getByRole('link', { name: 'Pesan lagi' }).waitFor();
      expect(await page.getByRole('button', { name: 'Lanjutkan pembayaran' }).count()).toBe(0);
      return { ...opened, page };
    }

    it(
      'gets the place, while it is free',
      async () => {
        const { page, address, held } = await untilExpired('Masih Kosong');
        await page.goto(address);
        await payThere(world, page);
        await page.getByRole('img', { name: /^Kode QR tiket/ }).waitFor();
        expect((await inspect(world, held.code)).payments).toMatchObject([{ status: 'paid' }]);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'is told in words that the money comes back, once the place is somebody else’s',
      async () => {
        const { page, address, held, item } = await untilExpired('Sudah Diambil');
        await takePlace(world, item);
        await page.goto(address);
        await payThere(world, page);
        await page.getByText('Uang Anda akan dikembalikan').waitFor();
        await page.getByText(/Rp150\.000 yang Anda bayar tidak dapat dipakai/).waitFor();

        const { organiser, api } = world.stack;
        await api('POST', `/api/admin/bookings/${held.id}/refund`, {
          token: organiser.apiKey,
          body: {},
        });
        await page.getByText('Uang sudah dikembalikan').waitFor();
        expect((await inspect(world, held.code)).payments).toMatchObject([{ status: 'refunded' }]);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'finds the session ended at the provider, and is told here what happened',
      async () => {
        const { page, address, held } = await untilExpired('Sesi Berakhir');
        const { midtrans } = world.servers.providers;
        const id = decodeURIComponent(address.split('/').at(-1) ?? '');
        midtrans.choose(id);
        const answer = await fetch(`${midtrans.url}/v2/${id}/expire`, {
          method: 'POST',
          headers: {
            authorization: `Basic ${Buffer.from(`${midtrans.serverKey}:`).toString('base64')}`,
          },
        });
        expect(answer.status).toBe(200);
        await page.goto(address);
        await page.getByText('This payment is expired.').waitFor();
        await page.getByRole('link', { name: 'Back' }).click();
        await page.getByText('Waktu habis', { exact: true }).first().waitFor();
        expect((await inspect(world, held.code)).state).toBe('EXPIRED');
      },
      JOURNEY_WITHIN_MS,
    );
  });
