import { describe, expect, it } from '@jest/globals';
import { look } from '../look.ts';
import type { World } from '../world.ts';
import { aFullBooking } from './organiser-bookings.ts';

const NO_SCRIPT = { javaScriptEnabled: false };

export const organiserErasure = (world: World) =>
  describe('an owner forgets a person who asks for it', () => {
    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])('%s: in one booking, then in all that is left of the contact', async (_how, options) => {
      const { organiser, api } = world.stack;
      const item = await organiser.createItem({ title: `Lupakan ${_how}` });
      const [first, second] = [await aFullBooking(world, item), await aFullBooking(world, item)];
      const page = await world.organiser(options);
      const hasScript = options !== NO_SCRIPT;
      const erase = async (name: string) => {
        await page.getByRole('button', { name }).click();
        if (hasScript) await page.getByRole('alertdialog').getByRole('button', { name }).click();
      };

      // Under way there is somebody to reach.
      await page.goto(`/admin/bookings/${first.id}`);
      await page.getByRole('heading', { name: 'Siti Aminah' }).waitFor();
      expect(await page.getByRole('heading', { name: 'Data pribadi' }).count()).toBe(0);
      for (const { id, ownerToken: token } of [first, second]) {
        await api('POST', `/api/bookings/${id}/cancel`, { token, body: {} });
      }

      await page.goto(`/admin/bookings/${first.id}`);
      await erase('Hapus dari pesanan ini');
      await page.getByText('Data pribadi dihapus.').waitFor();
      await page.getByRole('heading', { name: '(dihapus)' }).waitFor();
      await page.getByText('Data pribadi pesanan ini sudah dihapus.').waitFor();
      await page.getByText('Utuh', { exact: true }).waitFor();

      await page.goto(`/admin/bookings/${second.id}`);
      await page.getByRole('heading', { name: 'Siti Aminah' }).waitFor();
      if (hasScript) await look(page, 'organiser-erasure');
      await erase('Hapus semua milik siti@example.org');
      await page.getByRole('heading', { name: '(dihapus)' }).waitFor();
    });
  });
