import { describe, expect, it } from '@jest/globals';
import { Stats } from '@karcis/contracts';
import { look } from '../look.ts';
import { clearQueue, lookedAt, waitingBooking } from '../review-steps.ts';
import type { World } from '../world.ts';

export const organiserDashboard = (world: World) =>
  describe('the overview', () => {
    it('says what will be there before anybody has booked', async () => {
      const page = await world.organiser({ reducedMotion: 'reduce' });
      await page.goto('/admin');
      await page.getByText('Belum ada pesanan').waitFor();
      await page.getByText('Belum ada keputusan').waitFor();
      await look(page, 'organiser-dashboard-empty', [360, 1280]);
    });

    it('shows the numbers of the API, and leads to what waits', async () => {
      await clearQueue(world);
      const { api, organiser } = world.stack;
      const item = await organiser.createItem({ title: 'Angka' });
      await waitingBooking(world, item.id, 'Siti Aminah');
      const page = await world.organiser();
      await page.goto('/admin');

      const answer = await api('GET', '/api/admin/stats', { token: organiser.apiKey });
      const { today, total } = Stats.parse(answer.json);
      const numbers = { Ditahan: today.held, 'Bukti masuk': today.submitted };
      for (const [name, count] of Object.entries(numbers)) {
        const row = page.getByRole('region', { name: 'Hari ini' }).getByText(name).locator('..');
        expect(await row.getByText(String(count), { exact: true }).count()).toBe(1);
      }
      await page.getByText(`${total} pesanan sampai sekarang.`).waitFor();
      await page.getByText('Yang terlama menunggu').waitFor();
      await page.getByRole('link', { name: 'Mulai meninjau' }).click();
      await lookedAt(page, 'Siti Aminah');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('page-title');
    });
  });
