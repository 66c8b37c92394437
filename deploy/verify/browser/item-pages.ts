import type { Page } from 'playwright-core';
import type { PagesToLookAt } from './organiser-pages.ts';
import { addPaymentMethod } from './steps.ts';
import type { World } from './world.ts';

/** The pages of items and ways to pay, as the names of their screenshots have them. */
export const itemPages: PagesToLookAt = [
  ['organiser-items', (page) => page.goto('/admin/items')],
  ['organiser-items-none', (page) => page.goto('/admin/items?q=tidak-ada-yang-begini')],
  ['organiser-item-new', newItemWithErrors],
  ['organiser-item-edit', editItem],
  ['organiser-payment-methods', paymentMethods],
  ['organiser-payment-method-new', newPaymentMethod],
];

async function newItemWithErrors(page: Page): Promise<void> {
  await page.goto('/admin/items/new');
  await page.getByLabel('Judul', { exact: true }).fill('Kelas Keramik untuk Pemula');
  await page.getByRole('button', { name: 'Tambah pertanyaan' }).click();
  await page.getByLabel('Pertanyaan', { exact: true }).fill('Ukuran celemek');
  await page.getByLabel('Jenis jawaban').selectOption('select');
  await page.getByRole('button', { name: 'Simpan dan buka' }).click();
  await page.getByText('Pilihan harus punya isi').waitFor();
}

async function editItem(page: Page, { stack }: World): Promise<void> {
  const item = await stack.organiser.createItem({
    title: 'Lokakarya Fotografi Jalanan',
    description: 'Jalan kaki dua jam di kota lama.\n\nBawa kamera atau ponsel.',
    location: 'Kota Tua, Jakarta',
    capacity: 40,
    maxPerBooking: 4,
  });
  const guest = stack.guest('Siti Aminah');
  await guest.hold(item.id);
  await guest.pay(await guest.hold(item.id), 'transfer.jpg', 'image/jpeg');
  await page.goto(`/admin/items/${item.id}`);
}

async function paymentMethods(page: Page, world: World): Promise<void> {
  await addPaymentMethod(world, {
    ...{ type: 'bank', displayName: 'BCA', accountNo: '1234567890' },
    accountName: 'Karcis Nusantara',
  });
  await addPaymentMethod(world, { type: 'qris', displayName: 'QRIS', active: false });
  await page.goto('/admin/payment-methods');
}

async function newPaymentMethod(page: Page): Promise<void> {
  await page.goto('/admin/payment-methods/new');
  await page.getByLabel('Nama yang tampil').fill('BCA');
  await page.getByLabel('Nomor rekening').fill('1234567890');
  await page.getByLabel('Atas nama').fill('Karcis Nusantara');
  await page.getByLabel('Petunjuk').fill('Tulis kode pesanan di berita transfer.');
  await page.locator('[inert]').getByText('1234567890').waitFor();
}
