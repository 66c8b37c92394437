import { describe, expect, it } from '@jest/globals';
import { book, bookingsOf, codeOf, holdPlace, sampleFile } from '../steps.ts';
import type { World } from '../world.ts';

/** Whatever people press, and however often. */
export const once = (world: World) =>
  describe('nothing is booked twice', () => {
    const createItem = (title: string) => world.stack.organiser.createItem({ title });

    it('by a double click', async () => {
      const item = await createItem('Klik Ganda');
      const page = await world.visitor();
      await page.goto(`${item.url}/book`);
      await page.getByText('120 karakter lagi').waitFor();
      await page.getByLabel('Nama lengkap').fill('Siti Aminah');
      await page.getByRole('button', { name: 'Lanjut' }).dblclick();
      await page.waitForURL('**/pay');
      expect(await bookingsOf(world, item.id)).toBe(1);
    });

    it('by two tabs of one form', async () => {
      const item = await createItem('Dua Tab');
      const first = await world.visitor();
      await first.goto(`${item.url}/book`);
      const second = await first.context().newPage();
      await second.goto(`${item.url}/book`);
      await Promise.all([first, second].map((tab) => tab.getByText('120 karakter lagi').waitFor()));

      await book(first, 'Siti Aminah');
      await first.waitForURL('**/pay');
      await book(second, 'Siti Aminah');
      await second.waitForURL('**/pay');
      expect(codeOf(second)).toBe(codeOf(first));
      expect(await bookingsOf(world, item.id)).toBe(1);
    });

    it('by changing what was sent already: the form says so and leads to the booking', async () => {
      const item = await createItem('Ubah Isian');
      const first = await world.visitor();
      await first.goto(`${item.url}/book`);
      const second = await first.context().newPage();
      await second.goto(`${item.url}/book`);
      await second.getByText('120 karakter lagi').waitFor();
      await book(first, 'Siti Aminah');
      await first.waitForURL('**/pay');

      await book(second, 'Budi Santoso');
      await second.getByText('Formulir ini sudah dipakai').waitFor();
      expect(await second.getByLabel('Nama lengkap').inputValue()).toBe('Budi Santoso');
      await second.getByRole('link', { name: 'Lihat pesanan Anda' }).click();
      await second.waitForURL('**/pay');
      expect(codeOf(second)).toBe(codeOf(first));
      expect(await bookingsOf(world, item.id)).toBe(1);
    });

    it('by an answer that was lost on its way', async () => {
      const item = await createItem('Jawaban Hilang');
      const page = await world.visitor();
      await page.goto(`${item.url}/book`);
      await page.getByText('120 karakter lagi').waitFor();
      const address = /\/book\.data/;
      await page.route(address, async (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        await route.fetch();
        await route.abort('connectionreset');
      });
      await book(page, 'Siti Aminah');
      await page.getByText('Tidak ada yang berubah atau hilang').waitFor();
      await page.unroute(address);

      await page.getByRole('button', { name: 'Lanjut' }).click();
      await page.waitForURL('**/pay');
      expect(await bookingsOf(world, item.id)).toBe(1);
    });

    it('by going back and reloading', async () => {
      const item = await createItem('Mundur');
      const page = await world.visitor();
      const code = await holdPlace(page, item.url, 'Siti Aminah');
      await page.reload();
      await page.getByRole('timer').waitFor();
      await page.goBack();
      await page.getByText('Anda masih menahan tempat').waitFor();
      await page.getByRole('link', { name: 'Lanjutkan pembayaran' }).click();
      await page.waitForURL('**/pay');
      expect(codeOf(page)).toBe(code);
      expect(await bookingsOf(world, item.id)).toBe(1);
    });

    it('by an upload that broke off: the same file goes again with the same key', async () => {
      const item = await createItem('Putus di Jalan');
      const page = await world.visitor();
      const code = await holdPlace(page, item.url, 'Siti Aminah');
      const keys: (string | undefined)[] = [];
      await page.route('**/api/bookings/*/proof', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.abort('connectionreset');
      });
      await page.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.jpg'));
      await page.getByRole('button', { name: 'Kirim bukti' }).click();
      await page.getByText('Sambungan terputus saat mengirim').waitFor();
      await page.getByRole('button', { name: 'Coba kirim lagi' }).click();
      await page.waitForURL(`**/b/${code}`);
      expect(keys).toHaveLength(2);
      expect(keys[0]).toBe(keys[1]);
    });
  });
