import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { codeOf, publicView, sampleFile } from '../steps.ts';
import type { World } from '../world.ts';

/** From the list to the ticket, as different people get there. */
export const wholeFlow = (world: World) =>
  describe('a person gets a ticket', () => {
    it('with a mouse, and sees every step without reloading', async () => {
      const { organiser } = world.stack;
      const item = await organiser.createItem({ title: 'Kelas Menganyam', maxPerBooking: 3 });
      const page = await world.visitor();

      await page.goto('/?q=menganyam');
      await page.getByRole('link', { name: item.title }).click();
      await page.getByText('Diperbarui langsung').waitFor();
      await page.getByRole('link', { name: 'Pesan tempat' }).click();
      const sheet = page.getByRole('dialog', { name: 'Pesan tempat' });

      await sheet.getByLabel('Nama lengkap').fill('A1');
      await sheet.getByLabel('WhatsApp').fill('0812 34');
      await sheet.getByLabel('Email').focus();
      await sheet.getByText('Bukan nomor ponsel').waitFor();
      await sheet.getByLabel('Nama lengkap').fill('Siti Aminah');
      await sheet.getByLabel('WhatsApp').fill('');
      await sheet.getByLabel('WhatsApp').pressSequentially('081234567890');
      expect(await sheet.getByLabel('WhatsApp').inputValue()).toBe('812 3456 7890');
      await sheet.getByRole('button', { name: 'Tambah' }).click();
      await sheet.getByLabel('Nama peserta 2').fill('Budi Santoso');
      await sheet.getByRole('button', { name: 'Lanjut ke pembayaran' }).click();

      await page.waitForURL('**/pay');
      const code = codeOf(page);
      await page.getByText('Rp300.000').first().waitFor();
      await page.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.jpg'));
      await page.getByAltText('Pratinjau bukti').waitFor();
      await page.getByRole('button', { name: 'Kirim bukti' }).click();
      await page.getByRole('heading', { name: item.title }).waitFor();
      await page.getByText('Bukti sudah kami terima').waitFor();

      const { id = '' } = await publicView(world, code);
      await organiser.approve(id);
      await page.getByRole('img', { name: 'Kode QR tiket atas nama Budi Santoso' }).waitFor();
      expect(await page.getByRole('region', { name: /^Tiket \d dari 2$/ }).count()).toBe(2);
    });

    it('with the keyboard alone', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Kelas Mengetik' });
      const page = await world.visitor();
      await page.goto(item.url);
      await page.getByText('Diperbarui langsung').waitFor();

      await tabTo(page, 'Pesan tempat');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await tabTo(page, 'Nama lengkap');
      await page.keyboard.type('Dewi Lestari');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await until(async () => (await focused(page)).includes('Pesan tempat'), {
        what: 'the focus where it was',
      });

      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await tabTo(page, 'Nama lengkap');
      await page.keyboard.type('Dewi Lestari');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/pay');

      await page.getByLabel('Bukti pembayaran').waitFor();
      const choosing = page.waitForEvent('filechooser');
      await tabTo(page, 'Bukti pembayaran');
      await page.keyboard.press('Enter');
      await (await choosing).setFiles(sampleFile('transfer.png'));
      await tabTo(page, 'Kirim bukti');
      await page.keyboard.press('Enter');
      await page.getByText('Bukti sudah kami terima').waitFor();
    });

    it('on a phone, where nothing is wider than the screen', async () => {
      const item = await world.stack.organiser.createItem({
        title: 'Kelas dengan Judul yang Panjang Sekali sampai Tidak Muat di Layar Ponsel Kecil',
        description: `https://example.org/${'a'.repeat(120)}`,
      });
      const page = await world.visitor({
        viewport: { width: 360, height: 740 },
        hasTouch: true,
        isMobile: true,
      });
      const fits = async () =>
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0);

      await page.goto('/');
      await fits();
      await page.goto(item.url);
      await fits();
      await page.getByRole('link', { name: 'Pesan tempat' }).tap();
      await page.getByLabel('Nama lengkap').fill('Agus Wijaya');
      await fits();
      await page.getByRole('button', { name: 'Lanjut' }).tap();
      await page.waitForURL('**/pay');
      await fits();
      await page.getByRole('button', { name: 'Ambil foto' }).waitFor();
      await page.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.pdf'));
      await page.getByRole('button', { name: 'Kirim bukti' }).tap();
      await page.getByText('Bukti sudah kami terima').waitFor();
      await fits();
    });
  });

type Page = Awaited<ReturnType<World['visitor']>>;

const TABS_MAX = 40;

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < TABS_MAX; pressed += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).includes(name)) return;
  }
  throw new Error(`${name} is not reached by Tab`);
}

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element instanceof HTMLInputElement) return element.labels?.[0]?.textContent ?? '';
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });
