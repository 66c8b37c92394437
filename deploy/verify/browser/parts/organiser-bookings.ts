import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { HeldBooking, type Item } from '@karcis/contracts';
import type { Page } from 'playwright-core';
import { createGuest } from '../../demo/people.ts';
import { look } from '../look.ts';
import { ownBooking } from '../steps.ts';
import type { World } from '../world.ts';

const NO_SCRIPT = { javaScriptEnabled: false };
const MARKUP = '<img src=x onerror="window.hacked=1">';
const LONG_MS = 300_000;

/** A booking with everything that a form can hold. */
export async function aFullBooking({ stack }: World, item: Pick<Item, 'id'>, name = 'Siti Aminah') {
  return stack.story.expect(201, HeldBooking, 'POST', '/api/bookings/hold', {
    body: {
      itemId: item.id,
      name,
      contact: { whatsapp: '0812 3456 7890', email: 'siti@example.org' },
      note: MARKUP,
    },
  });
}

/** With a photo as its proof. */
async function aBookingInReview(world: World, item: Pick<Item, 'id'>, name?: string) {
  const held = await aFullBooking(world, item, name);
  await createGuest(world.stack.story, held.name).pay(held, 'transfer.jpg', 'image/jpeg');
  return held;
}

const rowsOf = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('cell') });

export const organiserBookings = (world: World) =>
  describe('an organiser looks through bookings', () => {
    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])('%s: finds one by name, by state and by event', async (_how, options) => {
      const { organiser } = world.stack;
      const item = await organiser.createItem({ title: `Cari ${_how}` });
      const other = await organiser.createItem({ title: `Lain ${_how}` });
      await aFullBooking(world, item, 'Budi Santoso');
      await aFullBooking(world, other, 'Budi Hartono');
      const waiting = await aBookingInReview(world, item, 'Citra Lestari');

      const page = await world.organiser(options);
      await page.goto('/admin/bookings');
      const search = async (fill: () => Promise<unknown>) => {
        await fill();
        await page.getByRole('button', { name: 'Terapkan' }).click();
      };
      await search(() => page.getByLabel('Acara').selectOption(item.title));
      await page.getByText('Budi Hartono').waitFor({ state: 'detached' });
      expect(await rowsOf(page).count()).toBe(2);
      await search(() => page.getByLabel('Nama, kontak, atau kode').fill('budi'));
      await page.getByText('Citra Lestari').waitFor({ state: 'detached' });
      expect(await rowsOf(page).count()).toBe(1);

      await page.getByRole('link', { name: 'Hapus saringan' }).click();
      await page.waitForURL(({ search: asked }) => asked === '');
      await page.getByText('Citra Lestari').first().waitFor();
      await search(() => page.getByLabel('Status').selectOption('Sedang ditinjau'));
      await page.waitForURL('**state=REVIEW**');
      await page.locator(`a[href="/admin/bookings/${waiting.id}"]`).click();
      await page.waitForURL(`**/admin/bookings/${waiting.id}`);

      await page.goto('/admin/bookings?q=tidakadaorangnya');
      await page.getByText('Tidak ada pesanan yang cocok').waitFor();
    });

    it('reads page after page by scrolling, and by the link without script', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Banyak', capacity: 200 });
      const guest = createGuest(world.stack.story, 'Rina Banyak');
      for (let count = 0; count < 30; count += 1) await guest.hold(item.id);

      const plain = await world.organiser(NO_SCRIPT);
      await plain.goto(`/admin/bookings?itemId=${item.id}`);
      expect(await rowsOf(plain).count()).toBe(25);
      await plain.getByRole('link', { name: 'Halaman berikutnya' }).click();
      await until(async () => (await rowsOf(plain).count()) === 5, { what: 'five rows' });
      await plain.getByRole('link', { name: 'Kembali ke awal' }).click();
      await until(async () => (await rowsOf(plain).count()) === 25, { what: 'all rows' });

      const page = await world.organiser();
      await page.goto(`/admin/bookings?itemId=${item.id}`);
      await page.waitForFunction(() => {
        window.scrollTo(0, document.body.scrollHeight);
        return document.querySelectorAll('tbody tr').length === 30;
      });
    });

    it('takes what is shown away as CSV, of which nothing is a formula', async () => {
      const item = await world.stack.organiser.createItem({ title: '=1+1' });
      const other = await world.stack.organiser.createItem({ title: 'Bukan ini' });
      await world.stack.story.expect(201, HeldBooking, 'POST', '/api/bookings/hold', {
        body: { itemId: item.id, name: 'Dewi, "Ayu"'.replaceAll(/[,"]/g, ''), note: '@SUM(A1)' },
      });
      await aFullBooking(world, other);

      const page = await world.organiser();
      await page.goto(`/admin/bookings?itemId=${item.id}`);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Unduh CSV (tersaring)' }).click(),
      ]);
      const text = await readFile(await download.path(), 'utf8');
      const [header = '', line = '', ...rest] = text.split('\r\n');
      expect(header).toMatch(/^\uFEFFcode,state,item,/);
      expect(line).toContain(",'=1+1,");
      expect(line).toContain(",'@SUM(A1),");
      expect(line).toContain(',Dewi Ayu,');
      expect(rest).toEqual(['']);
    });

    it(
      'sees all of one: proof, duplicates, contact, audit trail; markup stays text',
      async () => {
        const item = await world.stack.organiser.createItem({
          title: `Kelas ${MARKUP}`,
          submission: {
            fileRequired: true,
            fields: [{ key: 'size', label: 'Ukuran kaus', type: 'text', required: false }],
          },
        });
        await aBookingInReview(world, item, 'Orang Pertama');
        const held = await aBookingInReview(world, item, 'Orang Kedua');

        const page = await world.organiser({ viewport: { width: 1280, height: 900 } });
        await page.goto(`/admin/bookings/${held.id}`);
        await page.getByRole('heading', { name: 'Orang Kedua' }).waitFor();
        await page.getByText(MARKUP, { exact: true }).waitFor();
        const proof = page.getByAltText('Bukti pembayaran yang diunggah pemesan');
        await proof.waitFor();
        expect(
          await proof.evaluate((image: HTMLImageElement) => image.naturalWidth),
        ).toBeGreaterThan(100);
        await page.getByText(/Berkas yang sama dipakai/).waitFor();
        await page.getByText('Utuh', { exact: true }).waitFor();
        const chat = await page
          .getByRole('link', { name: 'Tulis lewat WhatsApp' })
          .getAttribute('href');
        expect(chat).toMatch(/^https:\/\/wa\.me\/6281234567890\?text=Halo%20Orang%20Kedua/);
        const mail = await page.getByRole('link', { name: 'Tulis email' }).getAttribute('href');
        expect(mail).toMatch(/^mailto:siti%40example\.org\?subject=/);
        expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
        await look(page, 'organiser-booking');
      },
      LONG_MS,
    );

    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])('%s: approves one, and rejects one with a reason', async (_how, options) => {
      const item = await world.stack.organiser.createItem({ title: `Putusan ${_how}` });
      const good = await aBookingInReview(world, item, 'Yang Benar');
      const bad = await aBookingInReview(world, item, 'Yang Salah');
      const page = await world.organiser(options);
      const hasScript = options !== NO_SCRIPT;
      const confirm = (name: string) =>
        hasScript ? page.getByRole('alertdialog').getByRole('button', { name }).click() : undefined;

      await page.goto(`/admin/bookings/${good.id}`);
      await page.getByRole('button', { name: 'Setujui' }).click();
      await confirm('Setujui');
      await page.getByText('Pesanan disetujui.').waitFor();
      await page.getByRole('button', { name: 'Setujui' }).waitFor({ state: 'detached' });

      await page.goto(`/admin/bookings/${bad.id}`);
      await page.getByLabel('Alasan untuk pemesan').fill('Jumlahnya kurang <b>sepuluh</b> ribu.');
      await page.getByRole('button', { name: 'Tolak' }).click();
      await confirm('Tolak');
      await page.getByText('Pesanan ditolak.').waitFor();
      await page.getByText('Jumlahnya kurang <b>sepuluh</b> ribu.').first().waitFor();
      const { organiser } = world.stack;
      expect((await organiser.inspect(good.id)).state).toBe('PAID');
      expect((await organiser.inspect(bad.id)).state).toBe('REJECTED');
    });

    it('learns that somebody else was quicker, and nothing is decided twice', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Rebutan' });
      const held = await aBookingInReview(world, item);
      const page = await world.organiser();
      await page.goto(`/admin/bookings/${held.id}`);
      await world.stack.organiser.reject(held.id, 'Sudah ditolak rekan.');
      await page.getByRole('button', { name: 'Setujui' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Setujui' }).click();
      await page.getByText('Pemesanan tidak dalam keadaan yang mengizinkan ini').waitFor();
      expect((await world.stack.organiser.inspect(held.id)).state).toBe('REJECTED');
    });

    it(
      'has a table that says much in little room',
      async () => {
        const item = await world.stack.organiser.createItem({ title: 'Kelas Keramik Pemula' });
        const page = await world.organiser();
        for (const state of ['PAID', 'REJECTED', 'HOLD'] as const) {
          await ownBooking(world, page, item.id, state);
        }
        await aBookingInReview(world, item);
        await page.goto('/admin/bookings');
        await look(page, 'organiser-bookings');
      },
      LONG_MS,
    );
  });
