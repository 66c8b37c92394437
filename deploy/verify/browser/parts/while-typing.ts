import { describe, expect, it } from '@jest/globals';
import { bookingsOf, holdPlace, JOURNEY_WITHIN_MS } from '../steps.ts';
import type { World } from '../world.ts';

const QUEUE_FULL = 'Antrean penuh, coba beberapa saat lagi.';

export const whileTyping = (world: World) =>
  describe('what changes while somebody types', () => {
    it(
      'the last place goes to another: the form says so at once, keeps what was typed, and books when it is free again',
      async () => {
        const item = await world.stack.organiser.createItem({ title: 'Habis', capacity: 1 });
        const page = await world.visitor();
        await page.goto(item.url);
        await page.getByText('Diperbarui langsung').waitFor();
        await page.getByRole('link', { name: 'Pesan tempat' }).click();
        const sheet = page.getByRole('dialog');
        await sheet.getByLabel('Nama lengkap').fill('Siti Aminah');

        const guest = world.stack.guest('Budi Santoso');
        const held = await guest.hold(item.id);
        await sheet.getByRole('alert').filter({ hasText: QUEUE_FULL }).waitFor();
        await sheet.getByLabel('Catatan').fill('Semoga masih ada');
        await sheet.getByRole('button', { name: 'Lanjut' }).click();
        await sheet.getByText('Giliran terdekat mungkin terbuka').waitFor();
        expect(await sheet.getByLabel('Catatan').inputValue()).toBe('Semoga masih ada');

        await world.stack.api('POST', `/api/bookings/${held.id}/cancel`, {
          token: held.ownerToken,
          body: {},
        });
        await guest.waitForPlace(item.id);
        await sheet.getByRole('button', { name: 'Lanjut' }).click();
        await page.waitForURL('**/pay');
        expect(await bookingsOf(world, item.id)).toBe(2);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'all places are sold: the form says that they are, and nothing is booked',
      async () => {
        const item = await world.stack.organiser.createItem({ title: 'Terjual', capacity: 1 });
        const page = await world.visitor();
        await page.goto(`${item.url}/book`);
        await page.getByText('120 karakter lagi').waitFor();
        await page.getByLabel('Nama lengkap').fill('Siti Aminah');
        const guest = world.stack.guest('Budi Santoso');
        await guest.pay(await guest.hold(item.id), 'transfer.jpg', 'image/jpeg');
        await page.getByRole('alert').filter({ hasText: 'Semua tempat sudah terisi.' }).waitFor();
        await page.getByRole('button', { name: 'Lanjut' }).click();
        await page.getByRole('alert').filter({ hasText: 'Tiket habis' }).waitFor();
        expect(await page.getByLabel('Nama lengkap').inputValue()).toBe('Siti Aminah');
        expect(await bookingsOf(world, item.id)).toBe(1);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'booking is closed by the organiser: the form says so, and so does the refusal',
      async () => {
        const item = await world.stack.organiser.createItem({ title: 'Tutup Mendadak' });
        const page = await world.visitor();
        await page.goto(`${item.url}/book`);
        await page.getByText('120 karakter lagi').waitFor();
        await page.getByLabel('Nama lengkap').fill('Siti Aminah');
        await world.stack.api('POST', `/api/admin/items/${item.id}/close`, {
          token: world.stack.organiser.apiKey,
          body: {},
        });
        await page.getByText('Pemesanan ditutup oleh penyelenggara').waitFor();
        await page.getByRole('button', { name: 'Lanjut' }).click();
        await page.getByText('Pemesanan ditutup', { exact: true }).waitFor();
        expect(await bookingsOf(world, item.id)).toBe(0);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'the hold ends while an answer is typed: the page says what became of it and begins anew',
      async () => {
        const item = await world.stack.organiser.createItem({
          title: 'Lama Mengetik',
          holdTtlSeconds: 15,
          submission: {
            fileRequired: false,
            fields: [{ key: 'alamat', label: 'Alamat', type: 'textarea', required: true }],
          },
        });
        const page = await world.visitor();
        await holdPlace(page, item.url, 'Siti Aminah');
        await page.getByLabel('Alamat').pressSequentially('Jalan', { delay: 50 });
        await page.getByRole('alert').getByRole('heading', { name: 'Waktu habis' }).waitFor();
        await page.getByText('Tempat Anda sudah dilepas').waitFor();
        await page.getByRole('link', { name: 'Mulai lagi' }).click();
        await page.getByLabel('Nama lengkap').waitFor();
      },
      JOURNEY_WITHIN_MS,
    );
  });
