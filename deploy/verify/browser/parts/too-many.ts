import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { bookingsOf, holdPlace, publicView, sampleFile, JOURNEY_WITHIN_MS } from '../steps.ts';
import type { World } from '../world.ts';

const TOO_MANY = 'Terlalu banyak permintaan';
const WAIT = /Tunggu \d+ detik, lalu coba lagi\. Tidak ada yang hilang\./;

let addresses = 0;
const newAddress = () => `198.51.100.${(addresses += 1)}`;
const from = (address: string) => ({ 'X-Forwarded-For': address });

export const tooMany = (world: World, requestsAMinute: number) =>
  describe('who asks too often is told when to try again', () => {
    /** Uses up what an address may ask of the API, or of pages. */
    async function useUp(address: string, what: '/api/time' | '/tidak-ada'): Promise<void> {
      const ask = () => fetch(world.url + what, { method: 'HEAD', headers: from(address) });
      await Promise.all(Array.from({ length: requestsAMinute }, ask));
      // A limiter whose database is late counts anew by itself.
      await until(async () => (await ask()).status === 429, { what: 'the end of the limit' });
    }

    it(
      'by a page, which is there after the wait',
      async () => {
        const item = await world.stack.organiser.createItem({ title: 'Ramai Sekali' });
        const address = newAddress();
        const page = await world.visitor({ extraHTTPHeaders: from(address) });
        await useUp(address, '/api/time');
        const answer = await page.goto(item.url);
        expect(answer?.status()).toBe(429);
        expect(Number(answer?.headers()['retry-after'])).toBeGreaterThan(0);
        await page.getByRole('heading', { name: TOO_MANY }).waitFor();
        await page.getByText(WAIT).waitFor();

        await page.context().setExtraHTTPHeaders(from(newAddress()));
        await page.getByRole('link', { name: 'Coba lagi' }).click();
        await page.getByRole('heading', { name: item.title }).waitFor();
      },
      JOURNEY_WITHIN_MS,
    );

    it.each([
      ['by the API', '/api/time'],
      ['by the gateway, before any page is asked', '/tidak-ada'],
    ] as const)(
      'in a form, which keeps what was typed: refused %s',
      async (_by, what) => {
        const item = await world.stack.organiser.createItem({ title: 'Formulir Ramai' });
        const address = newAddress();
        const page = await world.visitor({ extraHTTPHeaders: from(address) });
        await page.goto(`${item.url}/book`);
        await page.getByText('120 karakter lagi').waitFor();
        await page.getByLabel('Nama lengkap').fill('Siti Aminah');
        await page.getByLabel('Catatan').fill('Duduk di depan');
        await useUp(address, what);
        await page.getByRole('button', { name: 'Lanjut' }).click();
        await page.getByRole('alert').filter({ hasText: TOO_MANY }).waitFor();
        await page.getByText(WAIT).waitFor();
        expect(await page.getByLabel('Catatan').inputValue()).toBe('Duduk di depan');
        expect(await bookingsOf(world, item.id)).toBe(0);

        await page.context().setExtraHTTPHeaders(from(newAddress()));
        await page.getByRole('button', { name: 'Lanjut' }).click();
        await page.waitForURL('**/pay');
        expect(await bookingsOf(world, item.id)).toBe(1);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'in an upload, which keeps its file',
      async () => {
        const item = await world.stack.organiser.createItem({ title: 'Unggah Ramai' });
        const address = newAddress();
        const page = await world.visitor({ extraHTTPHeaders: from(address) });
        const code = await holdPlace(page, item.url, 'Siti Aminah');
        await page.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.jpg'));
        await page.getByAltText('Pratinjau bukti').waitFor();
        await useUp(address, '/api/time');
        await page.getByRole('button', { name: 'Kirim bukti' }).click();
        await page.getByText(WAIT).waitFor();
        expect(await publicView(world, code)).toMatchObject({ state: 'HOLD' });

        await page.context().setExtraHTTPHeaders(from(newAddress()));
        await page.getByRole('button', { name: 'Kirim bukti' }).click();
        await page.waitForURL(`**/b/${code}`);
        await page.getByText('Bukti sudah kami terima').waitFor();
      },
      JOURNEY_WITHIN_MS,
    );
  });
