import { createHmac, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { look } from '../look.ts';
import { PASSWORD_LINK, mailedTo } from '../mailbox.ts';
import type { World } from '../world.ts';

const NO_SCRIPT = { javaScriptEnabled: false };
const PASSWORD = 'sandi yang panjang';
const LOOKS_WITHIN_MS = 240_000;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for a key (RFC 6238), some steps of half a minute from now. */
function appCode(key: string, stepsAhead = 0): string {
  const bits = [...key].map((sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + stepsAhead));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** An owner invites somebody, who sets a password and signs in. */
async function invited(world: World, role: string, options: object = {}) {
  const email = `${randomUUID().slice(0, 13)}@example.org`;
  const owner = await world.organiser(options);
  await owner.goto('/admin/accounts');
  await owner.getByLabel('Nama').fill('Rina Wijaya');
  await owner.getByLabel('Email').fill(email);
  await owner.getByLabel(role).check();
  await owner.getByRole('button', { name: 'Kirim undangan' }).click();
  await owner.getByText(email).first().waitFor();

  const link = new URL(await mailedTo(world, email, PASSWORD_LINK));
  const page = await world.visitor(options);
  await page.goto(link.pathname + link.search);
  await page.getByLabel('Kata sandi baru').fill(PASSWORD);
  await page.getByRole('button', { name: 'Simpan kata sandi' }).click();
  await page.getByText('Kata sandi tersimpan').waitFor();
  await signIn(page, email);
  await page.waitForURL(role === 'Pintu masuk' ? '**/admin/check-in' : `${world.url}/admin`);
  return { email, owner, page };
}

async function signIn(page: Page, email: string) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Kata sandi').fill(PASSWORD);
  await page.getByRole('button', { name: 'Masuk' }).click();
}

/** Sets an authenticator app up; answers its key and the recovery codes. */
async function setUp(page: Page) {
  await page.goto('/admin/security');
  await page.locator('#factor-password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Pasang autentikator' }).click();
  const key = (await page.locator('code').innerText()).replaceAll(' ', '');
  await page.getByLabel('Kode dari aplikasi').fill('000000');
  await page.getByRole('button', { name: 'Aktifkan' }).click();
  await page.getByText('Kode salah').waitFor();
  const used = appCode(key);
  await page.getByLabel('Kode dari aplikasi').fill(used);
  await page.getByRole('button', { name: 'Aktifkan' }).click();
  await page.getByRole('heading', { name: 'Kode pemulihan' }).waitFor();
  await page.locator('code').nth(9).waitFor();
  return { key, used, codes: await page.locator('code').allInnerTexts() };
}

export const organiserAccounts = (world: World) =>
  describe('organisers’ accounts', () => {
    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])('%s: an owner invites a reviewer, who sees a reviewer’s pages', async (_how, options) => {
      const { email, owner, page } = await invited(world, 'Peninjau', options);
      expect(await page.getByRole('link', { name: 'Akun', exact: true }).count()).toBe(0);
      await page.goto('/admin/accounts');
      await page.getByText('Halaman ini bukan untuk akun Anda').first().waitFor();

      await owner.goto('/admin/accounts');
      await owner
        .getByRole('row', { name: new RegExp(email) })
        .getByRole('link')
        .click();
      await owner.getByRole('button', { name: 'Nonaktifkan' }).click();
      if (options !== NO_SCRIPT) {
        await owner.getByRole('alertdialog').getByRole('button', { name: 'Nonaktifkan' }).click();
      }
      await owner.getByText('Nonaktif', { exact: true }).first().waitFor();
      const refused = await world.visitor(options);
      await refused.goto('/admin/login');
      await signIn(refused, email);
      await refused.getByText('Email atau kata sandi salah').waitFor();
    });

    it('the last owner cannot be removed', async () => {
      const owner = await world.organiser();
      await owner.goto('/admin/accounts');
      await owner
        .getByRole('row', { name: new RegExp(world.stack.admin.email) })
        .getByRole('link')
        .click();
      await owner.getByRole('button', { name: 'Hapus akun' }).click();
      await owner.getByRole('alertdialog').getByRole('button', { name: 'Hapus akun' }).click();
      await owner.getByText('Harus tetap ada satu pemilik').waitFor();
    });

    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])(
      '%s: an authenticator app is set up, asked for, and its codes help once',
      async (_how, options) => {
        const { email, page } = await invited(world, 'Pintu masuk', options);
        const { key, used, codes } = await setUp(page);
        expect(codes).toHaveLength(10);

        const other = await world.visitor(options);
        await other.goto('/admin/security');
        await signIn(other, email);
        await other.getByRole('heading', { name: 'Kode autentikator' }).waitFor();
        await other.getByLabel('Kode').fill(used);
        await other.getByRole('button', { name: 'Masuk' }).click();
        await other.getByText('Kode salah atau sudah dipakai').waitFor();
        // The next one: apps' clocks may be a step ahead.
        await other.getByLabel('Kode').fill(appCode(key, 1));
        await other.getByRole('button', { name: 'Masuk' }).click();
        await other.waitForURL('**/admin/security');

        await page.goto('/admin/security');
        await page.getByRole('button', { name: 'Keluar dari perangkat lain' }).click();
        await page
          .getByText('Perangkat lain sudah keluar')
          .or(page.getByText('Perangkat ini'))
          .first()
          .waitFor();

        const third = await world.visitor(options);
        await third.goto('/admin/login');
        await signIn(third, email);
        await third.getByLabel('Kode').fill(codes[0] ?? '');
        await third.getByRole('button', { name: 'Masuk' }).click();
        await third.waitForURL('**/admin/check-in');
      },
    );

    it('a password is changed by the old one', async () => {
      const { page } = await invited(world, 'Peninjau');
      await page.goto('/admin/security');
      const form = page.locator('section', { hasText: 'Ganti kata sandi' });
      await form.getByLabel('Kata sandi sekarang').fill('bukan ini');
      await form.getByLabel('Kata sandi baru').fill('sandi yang baru sekali');
      await form.getByRole('button', { name: 'Ganti kata sandi' }).click();
      await page.getByText('Kata sandi salah').waitFor();
      await form.getByLabel('Kata sandi sekarang').fill(PASSWORD);
      await form.getByLabel('Kata sandi baru').fill('sandi yang baru sekali');
      await form.getByRole('button', { name: 'Ganti kata sandi' }).click();
      await page.getByText('Kata sandi diganti').waitFor();
    });

    it(
      'looks right while an app is set up',
      async () => {
        const { page } = await invited(world, 'Pemilik', { reducedMotion: 'reduce' });
        await page.goto('/admin/security');
        await page.locator('#factor-password').fill(PASSWORD);
        await page.getByRole('button', { name: 'Pasang autentikator' }).click();
        await page.getByRole('img', { name: /Kode QR/ }).waitFor();
        await look(page, 'organiser-security-offer');
        const key = (await page.locator('code').innerText()).replaceAll(' ', '');
        await page.getByLabel('Kode dari aplikasi').fill(appCode(key));
        await page.getByRole('button', { name: 'Aktifkan' }).click();
        await page.getByRole('heading', { name: 'Kode pemulihan' }).waitFor();
        await look(page, 'organiser-security-codes');
      },
      LOOKS_WITHIN_MS,
    );
  });
