import { describe, expect, it } from '@jest/globals';
import { clearQueue, waitingBooking } from '../review-steps.ts';
import type { World } from '../world.ts';

export const organiserWithoutScript = (world: World) =>
  describe('without script an organiser', () => {
    it('signs in, approves, rejects with a reason, and is told what was done', async () => {
      await clearQueue(world);
      const { organiser, admin } = world.stack;
      const item = await organiser.createItem({ title: 'Tinjau Tanpa Skrip' });
      const first = await waitingBooking(world, item.id, 'Siti Aminah');
      const second = await waitingBooking(world, item.id, 'Budi Santoso');
      const page = await world.visitor({ javaScriptEnabled: false });

      await page.goto('/admin/review');
      await page.getByLabel('Email').fill(admin.email);
      await page.getByLabel('Kata sandi').fill(admin.password);
      await page.getByRole('button', { name: 'Masuk' }).click();
      await page.getByRole('heading', { name: 'Siti Aminah' }).waitFor();
      await page.getByRole('link', { name: 'Lewati' }).click();
      await page.getByRole('heading', { name: 'Budi Santoso' }).waitFor();

      await page.locator('summary', { hasText: 'Tolak' }).click();
      await page.getByRole('button', { name: 'Tolak pesanan' }).click();
      await page.getByText('Pilih atau tulis alasan dulu').waitFor();
      await page.getByLabel('Transfer belum masuk').check();
      await page.getByRole('button', { name: 'Tolak pesanan' }).click();
      await page.getByText('Pesanan ditolak.').waitFor();
      expect(await organiser.inspect(second.id)).toMatchObject({
        state: 'REJECTED',
        rejectionReason: 'Transfer belum masuk ke rekening kami.',
      });

      await page.getByRole('heading', { name: 'Siti Aminah' }).waitFor();
      await page.getByRole('button', { name: 'Setujui' }).click();
      await page.getByText('Pesanan disetujui.').waitFor();
      await page.getByText('Tidak ada yang menunggu').first().waitFor();
      expect((await organiser.inspect(first.id)).state).toBe('PAID');
    });

    it('is told that somebody else has decided meanwhile', async () => {
      await clearQueue(world);
      const { organiser } = world.stack;
      const item = await organiser.createItem({ title: 'Terlambat' });
      const booking = await waitingBooking(world, item.id, 'Dewi Lestari');
      const page = await world.organiser({ javaScriptEnabled: false });
      await page.goto('/admin/review');
      await organiser.reject(booking.id, 'Terlambat.');
      await page.getByRole('button', { name: 'Setujui' }).click();
      await page.getByText('Pesanan ini sudah ditolak').waitFor();
      await page.getByRole('link', { name: 'Berikutnya' }).click();
      await page.getByText('Tidak ada yang menunggu').first().waitFor();
    });
  });
