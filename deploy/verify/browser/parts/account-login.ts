import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CODE, LINK, mailedTo, mailsOf } from '../mailbox.ts';
import { codeOf } from '../steps.ts';
import type { World } from '../world.ts';

const NO_SCRIPT = { javaScriptEnabled: false };
const anAddress = () => `${randomUUID().slice(0, 13)}@example.org`;

/** Asks for a code on the login page that is open, and types it. */
export async function signInByCode(world: World, page: Page, email: string): Promise<void> {
  const before = await mailsOf(world);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Kirim kode' }).click();
  await page.getByText(`Kode dan tautan sudah dikirim ke ${email}`).waitFor();
  await page.getByLabel('Kode 6 angka').fill(await mailedTo(world, email, CODE, before));
  await page.getByRole('button', { name: 'Masuk' }).click();
}

/** The world of this part asks for login before a hold. */
export const accountLogin = (world: World) =>
  describe('a person', () => {
    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])(
      '%s signs in on the way to the form, books, and finds it again elsewhere',
      async (_how, options) => {
        const item = await world.stack.organiser.createItem({
          title: 'Kelas Berakun',
          price: 0,
          submission: { fileRequired: false, fields: [] },
        });
        const email = anAddress();
        const page = await world.visitor(options);
        await page.goto(item.url);
        await page.getByRole('link', { name: 'Pesan tempat' }).click();
        await page.getByText('Masuk dulu untuk memesan').waitFor();
        await signInByCode(world, page, email);
        await page.waitForURL(`**${item.url}/book`);
        expect(await page.getByLabel('Email').inputValue()).toBe(email);
        await page.getByLabel('Nama lengkap').fill('Siti Aminah');
        await page.getByRole('button', { name: 'Lanjut' }).click();
        await page.waitForURL('**/pay');
        const code = codeOf(page);

        const elsewhere = await world.visitor(options);
        await elsewhere.goto('/me');
        await elsewhere.waitForURL('**/login?next=%2Fme');
        await signInByCode(world, elsewhere, email);
        await elsewhere.getByRole('heading', { name: 'Pesanan Anda' }).waitFor();
        await elsewhere.getByText('Menunggu pembayaran').waitFor();
        await elsewhere.getByRole('link', { name: /^Selesaikan/ }).click();
        await elsewhere.waitForURL(`**/b/${code}/pay`);
        // It is the owner's page there as well: what only an owner may do works.
        await elsewhere.goto(`/b/${code}`);
        await elsewhere.getByRole('button', { name: 'Batalkan pesanan' }).click();
        await elsewhere.getByText('Dibatalkan').first().waitFor();

        await elsewhere.goto('/me');
        await elsewhere.getByRole('button', { name: 'Keluar' }).click();
        await elsewhere.waitForURL(`${world.url}/`);
        await elsewhere.goto(`/b/${code}`);
        await elsewhere.getByText('Anda melihat ringkasan').waitFor();
      },
    );

    it('loses nothing that was typed when the session ends meanwhile', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Kelas Panjang' });
      const email = anAddress();
      const page = await world.visitor();
      await page.goto(`${item.url}/book`);
      await signInByCode(world, page, email);
      await page.waitForURL(`**${item.url}/book`);
      await page.getByLabel('Nama lengkap').fill('Siti Aminah');
      await page.getByLabel('Catatan').fill('Duduk di depan');
      await page.context().clearCookies({ name: /karcis_me/ });
      await page.getByRole('button', { name: 'Lanjut' }).click();
      await page.getByText('Masuk dulu untuk memesan').waitFor();
      await signInByCode(world, page, email);
      await page.waitForURL(`**${item.url}/book`);
      expect(await page.getByLabel('Nama lengkap').inputValue()).toBe('Siti Aminah');
      expect(await page.getByLabel('Catatan').inputValue()).toBe('Duduk di depan');
      await page.getByRole('button', { name: 'Lanjut' }).click();
      await page.waitForURL('**/pay');
    });

    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])('%s comes in by the link, by a button and not by opening it', async (_how, options) => {
      const email = anAddress();
      const page = await world.visitor(options);
      await page.goto('/login?next=/me');
      await page.getByLabel('Email').fill(email);
      await page.getByRole('button', { name: 'Kirim kode' }).click();
      const link = new URL(await mailedTo(world, email, LINK));
      const path = link.pathname + link.search;

      // A scanner of mails opens everything; the link still works afterwards.
      const scanner = await world.visitor(options);
      await scanner.goto(path);
      await scanner.goto('/me');
      await scanner.waitForURL('**/login?next=%2Fme');

      const phone = await world.visitor(options);
      await phone.goto(path);
      await phone.getByRole('button', { name: 'Masuk' }).click();
      await phone.waitForURL('**/me');
      await phone.getByText(email).first().waitFor();

      const late = await world.visitor(options);
      await late.goto(path);
      await late.getByRole('button', { name: 'Masuk' }).click();
      await late.getByText('Tautan ini sudah dipakai').waitFor();
    });

    it('is told that a code is wrong, and gets another one', async () => {
      const email = anAddress();
      const page = await world.visitor(NO_SCRIPT);
      await page.goto('/login');
      await page.getByLabel('Email').fill('bukan alamat');
      await page.getByRole('button', { name: 'Kirim kode' }).click();
      await page.getByText('Periksa lagi alamat emailnya').waitFor();
      await page.getByLabel('Email').fill(email);
      await page.getByRole('button', { name: 'Kirim kode' }).click();
      const code = await mailedTo(world, email, CODE);
      await page.getByLabel('Kode 6 angka').fill(code === '000000' ? '000001' : '000000');
      await page.getByRole('button', { name: 'Masuk' }).click();
      await page.getByText('Kode salah atau sudah tidak berlaku').waitFor();
      await page.getByRole('button', { name: 'Kirim kode baru' }).click();
      await page.getByText(`dikirim ke ${email}`).waitFor();
    });

    it('never goes on to another site', async () => {
      for (const next of ['https://evil.example/', '//evil.example', '/.//evil.example']) {
        const page = await world.visitor();
        await page.goto(`/login?${new URLSearchParams({ next })}`);
        await signInByCode(world, page, anAddress());
        await page.waitForURL(`${world.url}/me`);
      }
    });
  });
