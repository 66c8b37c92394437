import { describe, expect, it } from '@jest/globals';
import { Item } from '@karcis/contracts';
import { readSvg, until } from '@karcis/testing';
import decodeQR from 'qr/decode.js';
import { codeOf, publicView } from '../steps.ts';
import type { World } from '../world.ts';

const PAST = { startsAt: '2026-01-01T02:00:00.000Z', bookingClosesAt: '2099-01-01T00:00:00.000Z' };

/** One booking for several people, from the sheet to a ticket each. */
export const severalPlaces = (world: World) =>
  describe('a booking of three places', () => {
    it('takes three from the capacity, and gives each person a code of their own', async () => {
      const item = await world.stack.organiser.createItem({
        title: 'Kelas Bertiga',
        capacity: 20,
        maxPerBooking: 3,
        autoApprove: true,
        certificate: true,
        submission: { fileRequired: false, fields: [] },
        ...PAST,
      });
      const page = await world.visitor();
      await page.goto(item.url);
      await page.getByText('Diperbarui langsung').waitFor();
      await page.getByRole('link', { name: 'Pesan tempat' }).click();
      await page.getByLabel('Nama lengkap').fill('Siti Aminah');
      const more = page.getByRole('button', { name: 'Tambah' });
      await more.click();
      await more.click();
      expect(await more.isDisabled()).toBe(true);
      await page.getByLabel('Nama peserta 2').fill('Budi Santoso');
      await page.getByLabel('Nama peserta 3').fill('Cici Dewi');
      await page.getByRole('button', { name: 'Lanjut' }).click();
      await page.waitForURL('**/pay');
      const code = codeOf(page);
      const { holdActive } = await availabilityOf(world, item.id);
      expect(holdActive).toBe(3);

      await page.getByRole('button', { name: /Kirim/ }).click();
      await page.getByRole('img', { name: 'Kode QR tiket atas nama Cici Dewi' }).waitFor();
      await until(async () => (await availabilityOf(world, item.id)).paid === 3, {
        what: 'three places paid',
      });

      const sources = await page
        .getByRole('img', { name: /^Kode QR tiket/ })
        .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).src));
      const claims = await Promise.all(sources.map(readClaims));
      expect(claims.map(({ item: of, place }) => `${of} ${place}`)).toEqual(
        [1, 2, 3].map((place) => `${item.id} ${place}`),
      );
      expect(JSON.stringify(claims)).not.toMatch(/Siti|Budi|Cici/);
      expect(JSON.stringify(await publicView(world, code))).not.toContain('token');

      for (const [link, type] of [
        ['Tiket PDF', /^%PDF-/],
        ['Sertifikat PDF', /^%PDF-/],
        ['Ringkasan PDF', /^%PDF-/],
        ['Tambahkan ke kalender', /^BEGIN:VCALENDAR\r\n/],
      ] as const) {
        const href = await page.getByRole('link', { name: link }).getAttribute('href');
        const answer = await page.request.get(href ?? '');
        expect([link, answer.status()]).toEqual([link, 200]);
        expect((await answer.body()).toString('latin1')).toMatch(type);
      }
      // Where the entry was before.
      const moved = await page.request.get(`/b/${code}/calendar.ics`);
      expect((await moved.body()).toString()).toMatch(/^BEGIN:VCALENDAR\r\n/);
    });
  });

async function availabilityOf(world: World, id: string) {
  return Item.parse((await world.stack.api('GET', `/api/items/${id}`)).json).availability;
}

/** What the code in a picture says. */
async function readClaims(source: string) {
  const svg = decodeURIComponent(source.replace(/^data:image\/svg\+xml,/, ''));
  const picture = await readSvg(svg, 300);
  const { data, info } = await picture
    .flatten({ background: '#ffffff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const token = decodeQR({ data, width: info.width, height: info.height }, { timeLimit: 5_000 });
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(payload) as { readonly item: string; readonly place: number };
}
