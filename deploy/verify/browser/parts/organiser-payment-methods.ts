import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { addPaymentMethod, holdPlace, sampleFile, JOURNEY_WITHIN_MS } from '../steps.ts';
import type { World } from '../world.ts';

const card = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });

export const organiserPaymentMethods = (world: World) =>
  describe('an organiser’s ways to pay', () => {
    it.each([
      ['with script', {}],
      ['without script', { javaScriptEnabled: false }],
    ])(
      'are added %s, changed, and offered to customers',
      async (how, options) => {
        const page = await world.organiser(options);
        await page.goto('/admin/payment-methods/new');
        await page.getByRole('button', { name: 'Simpan' }).click();
        await page.getByText('Wajib diisi').waitFor();
        await page.getByLabel('Nama yang tampil').fill(`QRIS ${how}`);
        await page.getByLabel('Jenis').selectOption('qris');
        await page.getByLabel('Gambar kode QRIS').setInputFiles(sampleFile('transfer.png'));
        if (how === 'with script') await page.locator('main [inert] img').waitFor();
        await page.getByRole('button', { name: 'Simpan' }).click();
        await page.getByText('Cara bayar ditambahkan.').waitFor();

        await card(page, `QRIS ${how}`).getByRole('link', { name: 'Ubah' }).click();
        await page.getByLabel('Petunjuk').fill('Tulis kode pesanan.');
        await page.getByRole('button', { name: 'Simpan' }).click();
        await page.getByText('Perubahan disimpan.').waitFor();

        const item = await world.stack.organiser.createItem({ title: 'Dibayar' });
        const visitor = await world.visitor();
        await holdPlace(visitor, item.url, 'Siti Aminah');
        await visitor.getByLabel(`QRIS ${how}`).check();
        await visitor.getByAltText(`Kode QRIS QRIS ${how}`).waitFor();
        await visitor.getByText('Tulis kode pesanan.').first().waitFor();
        await removeMethod(page, `QRIS ${how}`, how === 'with script');
        await page.getByText('Cara bayar dihapus.').waitFor();
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'are switched off and on, and one that somebody chose is kept, as the page says',
      async () => {
        const page = await world.organiser();
        await page.goto('/admin/payment-methods/new');
        await page.getByLabel('Nama yang tampil').fill('Bank Terpakai');
        await page.getByLabel('Nomor rekening').fill('1234567890');
        await page.getByLabel('Atas nama').fill('Karcis Nusantara');
        await page.getByRole('button', { name: 'Simpan' }).click();
        const method = card(page, 'Bank Terpakai');
        await method.getByRole('button', { name: 'Nonaktifkan' }).click();
        await method.getByText('Nonaktif', { exact: true }).waitFor();
        await method.getByRole('button', { name: 'Aktifkan' }).click();
        await method.getByText('Aktif', { exact: true }).waitFor();

        const item = await world.stack.organiser.createItem({ title: 'Dipilih' });
        const visitor = await world.visitor();
        await holdPlace(visitor, item.url, 'Siti Aminah');
        const chosen = visitor.waitForResponse('**/select-method');
        await visitor.getByLabel('Bank Terpakai').click();
        await visitor.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.jpg'));
        await visitor.getByRole('button', { name: 'Kirim bukti' }).click();
        expect((await chosen).status()).toBe(200);

        await removeMethod(page, 'Bank Terpakai');
        await page.getByText('Sudah pernah dipilih pemesan').waitFor();
        await method.getByText('Nonaktif', { exact: true }).waitFor();
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'say what was done after each deed, the same one twice too',
      async () => {
        for (const displayName of ['Bank Satu', 'Bank Dua']) {
          await addPaymentMethod(world, { type: 'bank', displayName, accountNo: '1234567890' });
        }
        const page = await world.organiser();
        await page.goto('/admin/payment-methods');
        const said = page.getByText('Cara bayar dinonaktifkan.');
        await card(page, 'Bank Satu').getByRole('button', { name: 'Nonaktifkan' }).click();
        await said.waitFor();
        await page.getByRole('status').getByRole('button', { name: 'Tutup' }).click();
        await said.waitFor({ state: 'detached' });
        await card(page, 'Bank Dua').getByRole('button', { name: 'Nonaktifkan' }).click();
        await said.waitFor();
      },
      JOURNEY_WITHIN_MS,
    );
  });

async function removeMethod(page: Page, name: string, hasScript = true): Promise<void> {
  await card(page, name).getByRole('button', { name: 'Hapus' }).click();
  if (!hasScript) return;
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('hanya dinonaktifkan').waitFor();
  await dialog.getByRole('button', { name: 'Hapus' }).click();
}
