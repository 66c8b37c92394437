import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { World } from '../world.ts';

/** Checking one is slow on purpose. */
const PASSWORDS_WITHIN_MS = 120_000;

const NO_SCRIPT = { javaScriptEnabled: false };

/** Who comes in, and what everybody else is told. */
export const organiserLogin = (world: World) =>
  describe('an organiser signs in', () => {
    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])('%s, comes to the page that was asked for, and signs out', async (_how, options) => {
      const page = await world.visitor(options);
      await page.goto('/admin/review?from=chat');
      await page.getByText('Masuk dulu untuk melanjutkan').waitFor();
      await fillIn(page, world.stack.admin);
      await page.waitForURL('**/admin/review?from=chat');
      await page.getByRole('heading', { name: 'Tinjauan' }).waitFor();

      await page.getByRole('button', { name: 'Keluar' }).first().click();
      await page.getByText('Anda sudah keluar').waitFor();
      await page.goto('/admin');
      await page.waitForURL('**/admin/login?next=%2Fadmin');
    });

    it('is told when the password is wrong, and what is missing beside its field', async () => {
      const { email } = world.stack.admin;
      const page = await world.visitor(NO_SCRIPT);
      await page.goto('/admin/login');
      await fillIn(page, { email, password: 'bukan-ini' });
      await page.getByText('Email atau kata sandi salah').waitFor();
      expect(await page.getByLabel('Email').inputValue()).toBe(email);
      expect(await page.getByLabel('Kata sandi').inputValue()).toBe('');

      await fillIn(page, { email: 'bukan alamat', password: '' });
      await page.getByText('Periksa lagi isian yang ditandai').waitFor();
      expect(await page.getByLabel('Email').getAttribute('aria-invalid')).toBe('true');
      expect(await page.getByLabel('Kata sandi').getAttribute('aria-invalid')).toBe('true');
    });

    it('is told how long to wait after too many wrong passwords, and that nothing is locked', async () => {
      const page = await world.visitor();
      const data = { email: 'siapa@example.org', password: 'bukan-ini' };
      const tries = Array.from({ length: 11 }, () =>
        page.request.post('/api/admin/login', { data, timeout: PASSWORDS_WITHIN_MS }),
      );
      const answers = await Promise.all(tries);
      expect(
        answers.map((answer) => answer.status()).filter((status) => status === 429),
      ).toHaveLength(1);
      await page.goto('/admin/login');
      await fillIn(page, data);
      await page.getByText(/coba lagi dalam 1\d menit. Akun Anda tidak dikunci/).waitFor();
    }, 180_000);

    it('never goes on to another site', async () => {
      const page = await world.visitor();
      await page.goto('/admin/login?next=/.//evil.example');
      await fillIn(page, world.stack.admin);
      await page.waitForURL(`${world.url}/admin`);
    });
  });

async function fillIn(page: Page, who: { readonly email: string; readonly password: string }) {
  await page.getByLabel('Email').fill(who.email);
  await page.getByLabel('Kata sandi').fill(who.password);
  await page.getByRole('button', { name: 'Masuk' }).click();
}
