import type { Page } from 'playwright-core';
import { clearQueue, lookedAt, waitingBooking } from './review-steps.ts';
import type { World } from './world.ts';

/** How one gets to a page, signed in already. */
type Open = (page: Page, world: World) => Promise<unknown>;

/** Pages by the names of their screenshots. */
export type PagesToLookAt = readonly (readonly [name: string, open: Open])[];

/** The organiser’s pages. */
export const organiserPages: PagesToLookAt = [
  [
    'organiser-login',
    async (page) => {
      await page.context().clearCookies();
      await page.goto('/admin/login');
      await page.getByRole('button', { name: 'Masuk' }).click();
      await page.getByText('Periksa lagi isian yang ditandai').waitFor();
    },
  ],
  ['organiser-dashboard', (page) => page.goto('/admin')],
  ['organiser-check-in', (page) => page.goto('/admin/check-in')],
  ['organiser-accounts', (page) => page.goto('/admin/accounts')],
  ['organiser-security', (page) => page.goto('/admin/security')],
  [
    'organiser-account',
    async (page) => {
      await page.goto('/admin/accounts');
      await page
        .getByRole('link', { name: /^Kelola/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Simpan' }).waitFor();
    },
  ],
  ['organiser-review', openReview],
  [
    'organiser-review-reject',
    async (page, world) => {
      await openReview(page, world);
      await page.locator('summary', { hasText: 'Tolak' }).click();
      await page.getByRole('button', { name: 'Tolak pesanan' }).click();
      await page.getByText('Pilih atau tulis alasan dulu').waitFor();
    },
  ],
  [
    'organiser-review-keys',
    async (page, world) => {
      await openReview(page, world);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'organiser-review-empty',
    async (page, world) => {
      await clearQueue(world);
      await page.goto('/admin/review');
      await page.getByText('Tidak ada yang menunggu').first().waitFor();
    },
  ],
];

/** With an answer, a note, and a file that was used before. */
async function openReview(page: Page, world: World): Promise<void> {
  await clearQueue(world);
  const item = await world.stack.organiser.createItem({
    title: 'Kelas Keramik untuk Pemula',
    location: 'Studio Tanah, Bandung',
    submission: {
      fileRequired: true,
      fields: [{ key: 'ukuran', label: 'Ukuran kaus', type: 'text', required: true }],
    },
  });
  const extras = { answers: { ukuran: 'M' }, note: 'Datang bersama anak, mohon dekat pintu.' };
  await waitingBooking(world, item.id, 'Dewi Lestari Kusumawardhani', extras);
  await waitingBooking(world, item.id, 'Budi Santoso', extras);
  await page.goto('/admin/review');
  await lookedAt(page, 'Dewi Lestari Kusumawardhani');
}
