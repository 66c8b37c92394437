import { describe, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { look } from '../look.ts';
import type { World } from '../world.ts';
import { signInByCode } from './account-login.ts';

const LOOKS_WITHIN_MS = 240_000;

type Open = (page: Page, world: World) => Promise<unknown>;

async function atTheCode(page: Page) {
  await page.goto('/login');
  await page.getByLabel('Email').fill('looks@example.org');
  await page.getByRole('button', { name: 'Kirim kode' }).click();
  await page.getByLabel('Kode 6 angka').waitFor();
}

const pages: readonly (readonly [name: string, open: Open])[] = [
  ['login', (page) => page.goto('/login?next=/x/kelas-7GK2M9QX/book')],
  ['login-code', atTheCode],
  [
    'login-code-wrong',
    async (page) => {
      await atTheCode(page);
      await page.getByRole('button', { name: 'Masuk' }).click();
      await page.getByText('Kode salah atau sudah tidak berlaku').waitFor();
    },
  ],
  ['login-link', (page) => page.goto(`/login/link?token=${'a'.repeat(43)}&next=/me`)],
  [
    'me-empty',
    async (page, world) => {
      await page.goto('/me');
      await signInByCode(world, page, 'empty@example.org');
      await page.getByText('Belum ada pesanan').waitFor();
    },
  ],
  [
    'me',
    async (page, world) => {
      await page.goto('/me');
      await signInByCode(world, page, 'a.rather.long.address.of.somebody@example.org');
      await page.getByText('Belum ada pesanan').waitFor();
      for (const title of ['Kelas Keramik untuk Pemula', 'Lokakarya Batik Tulis', 'Konser Senja']) {
        const item = await world.stack.organiser.createItem({ title, location: 'Bandung' });
        await page.goto(`${item.url}/book`);
        await page.getByLabel('Nama lengkap').fill('Siti Aminah');
        await page.getByRole('button', { name: 'Lanjut' }).click();
        await page.waitForURL('**/pay');
        if (title.startsWith('Konser')) {
          await page.goto(page.url().replace('/pay', ''));
          await page.getByRole('button', { name: 'Batalkan pesanan' }).click();
          await page.getByText('Dibatalkan').first().waitFor();
        }
      }
      await page.goto('/me');
      await page.getByText('Konser Senja').first().waitFor();
    },
  ],
  ['organiser-set-password', (page) => page.goto(`/admin/set-password?token=${'a'.repeat(43)}`)],
  ['organiser-second-step', (page) => page.goto('/admin/login/code?next=/admin')],
];

/** What each page looks like, for a person, and what a screen reader would stumble over. */
export const accountLooks = (world: World) =>
  describe('every page of accounts', () => {
    it.each(pages)(
      '%s has no accessibility violation in either theme; screenshots are taken',
      async (name, open) => {
        const page = await world.visitor({ reducedMotion: 'reduce' });
        await open(page, world);
        await look(page, name);
      },
      LOOKS_WITHIN_MS,
    );
  });
