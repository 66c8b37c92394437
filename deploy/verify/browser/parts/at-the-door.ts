import { writeFile } from 'node:fs/promises';
import { afterEach, beforeAll, describe, it } from '@jest/globals';
import { Booking, HeldBooking } from '@karcis/contracts';
import { atEndOfFile } from '@karcis/testing';
import type { Page } from 'playwright-core';
import {
  type CuttableProxy,
  startProxy,
} from '../../../../services/gateway/test/cuttable-proxy.ts';
import { showToCamera } from '../show-to-camera.ts';
import type { World } from '../world.ts';

const TONE_WITHIN_MS = 60_000;
const LONG_MS = 240_000;
const LEAVE = 'Ganti acara atau pintu';
const ignore = () => undefined;

/** Letting people in by the camera, by their names, and without a network. */
export const atTheDoor = (world: World, film: string) =>
  describe('the check-in page', () => {
    let line: CuttableProxy;
    beforeAll(async () => {
      line = await startProxy(Number(new URL(world.url).port));
      atEndOfFile(async () => line.stop());
    });
    const doors: Page[] = [];
    afterEach(async () => {
      line.mend();
      // The next film is shown when nobody looks at this one any more.
      const leave = doors.splice(0).map((page) => page.getByRole('button', { name: LEAVE }));
      await Promise.all(leave.map((button) => button.click({ timeout: 2_000 }).catch(ignore)));
    });

    async function door(): Promise<Page> {
      const page = await world.organiser({ baseURL: `http://127.0.0.1:${line.port}` });
      doors.push(page);
      return page;
    }

    it(
      'reads a ticket by the camera, lets it in once, and says who, when and where',
      async () => {
        const { item, tickets } = await aPaidBooking(world, ['Siti Aminah']);
        await writeFile(film, await showToCamera(tickets[0]?.token ?? ''));
        const page = await door();
        await begin(page, item.title, 'Timur');
        await answers(page, 'good', /Silakan masuk.*Siti Aminah/s);
        await page.getByText('1 dari 1 sudah masuk').waitFor();

        await page.getByRole('button', { name: LEAVE }).click();
        await begin(page, item.title, 'Barat', { isOpen: true });
        await answers(page, 'bad', /Sudah masuk.*Siti Aminah.*WIB lewat Timur/s);
      },
      LONG_MS,
    );

    it(
      'refuses what is no ticket of this item, in words',
      async () => {
        const { item } = await aPaidBooking(world, ['Siti Aminah']);
        const other = await aPaidBooking(world, ['Budi Santoso']);
        await writeFile(film, await showToCamera(other.tickets[0]?.token ?? ''));
        const page = await door();
        await begin(page, item.title, 'Timur');
        await answers(page, 'bad', /Tidak berlaku.*untuk acara lain/s);

        await writeFile(film, await showToCamera('https://example.org/'));
        await page.getByRole('button', { name: LEAVE }).click();
        await begin(page, item.title, 'Timur', { isOpen: true });
        await answers(page, 'bad', /Ini bukan kode tiket/);
      },
      LONG_MS,
    );

    it(
      'goes on without a network, opens again without it, and reports who came in twice',
      async () => {
        const names = ['Ani Lestari', 'Budi Santoso', 'Cici Dewi'];
        const { item, tickets } = await aPaidBooking(world, names);
        await writeFile(film, await showToCamera(tickets[0]?.token ?? ''));
        const cutOff = await door();
        await begin(cutOff, item.title, 'Barat');
        await answers(cutOff, 'good', /Silakan masuk.*Ani Lestari/s);
        await hasKeptPage(cutOff);

        line.cut();
        await network(cutOff, 'offline');
        await letInByName(cutOff, 'Budi');
        await answers(cutOff, 'good', /dicatat di perangkat.*Budi Santoso/s);
        await cutOff.getByText('1 menunggu dikirim').waitFor();

        // A dead battery: everything is still there, and the page opens from the device.
        await cutOff.reload();
        await cutOff.getByRole('button', { name: 'Mulai memindai' }).click();
        await network(cutOff, 'offline');
        await cutOff.getByText('1 menunggu dikirim').waitFor();
        await cutOff.getByText('2 dari 3 sudah masuk').waitFor();
        await answers(cutOff, 'bad', /Sudah masuk.*Ani Lestari/s);

        const online = await world.organiser();
        doors.push(online);
        await begin(online, item.title, 'Timur');
        await letInByName(online, 'Budi');
        await answers(online, 'good', /Silakan masuk.*Budi Santoso/s);

        line.mend();
        await network(cutOff, 'online');
        await cutOff.getByText('Satu tiket masuk dua kali: Budi Santoso').waitFor();
        await cutOff.getByText(/Pertama .* lewat Barat, lalu .* lewat Timur/).waitFor();
        await cutOff.getByText('menunggu dikirim').waitFor({ state: 'detached' });
      },
      LONG_MS,
    );

    it(
      'verifies a ticket that was sold after its list was loaded, and refuses a forged one, without a network',
      async () => {
        const { item } = await aPaidBooking(world, ['Siti Aminah']);
        const page = await door();
        await writeFile(film, await showToCamera('kosong'));
        await begin(page, item.title, 'Timur');
        await page.getByText('0 dari 1 sudah masuk').waitFor();
        line.cut();
        await network(page, 'offline');

        const late = await aPaidBooking(world, ['Dewi Lestari'], item.id);
        const token = late.tickets[0]?.token ?? '';
        await writeFile(film, await showToCamera(token));
        await begin(page, item.title, 'Timur', { isOpen: true, again: true });
        await answers(page, 'wait', /Tiket sah, belum ada di daftar/);

        const [header, payload, signature = ''] = token.split('.');
        const forged = [header, payload, [...signature].toReversed().join('')].join('.');
        await writeFile(film, await showToCamera(forged));
        await begin(page, item.title, 'Timur', { isOpen: true, again: true });
        await answers(page, 'bad', /Tanda tangan tiket ini palsu/);
      },
      LONG_MS,
    );
  });

/** A booking that is paid for, a place for each name, of an item of its own unless one is given. */
async function aPaidBooking({ stack }: World, names: readonly string[], itemId?: string) {
  const title = `Kelas ${crypto.randomUUID().slice(0, 8)}`;
  const item = itemId
    ? { id: itemId, title }
    : await stack.organiser.createItem({
        title,
        maxPerBooking: 3,
        autoApprove: true,
        submission: { fileRequired: false, fields: [] },
      });
  const attendees = names.map((name) => ({ name }));
  const held = await stack.story.expect(201, HeldBooking, 'POST', '/api/bookings/hold', {
    body: { itemId: item.id, name: names[0], quantity: names.length, attendees },
  });
  const form = new FormData();
  form.set('fields', '{}');
  const { tickets } = await stack.story.expect(
    200,
    Booking,
    'POST',
    `/api/bookings/${held.id}/proof`,
    { token: held.ownerToken, form },
  );
  return { item, tickets };
}

async function begin(
  page: Page,
  title: string,
  door: string,
  { isOpen = false, again = false } = {},
): Promise<void> {
  if (!isOpen) await page.goto('/admin/check-in');
  if (again) await page.getByRole('button', { name: LEAVE }).click();
  const items = page.getByLabel('Acara');
  const value = await items.locator('option', { hasText: title }).getAttribute('value');
  await items.selectOption(value);
  await page.getByLabel('Nama pintu').fill(door);
  await page.getByRole('button', { name: 'Mulai memindai' }).click();
}

/** The big answer has this colour and says this. */
async function answers(page: Page, tone: string, words: RegExp): Promise<void> {
  const panel = page.locator(`[data-tone="${tone}"]`).filter({ hasText: words });
  await panel.waitFor({ timeout: TONE_WITHIN_MS });
}

const network = (page: Page, state: string) =>
  page.locator(`[data-network="${state}"]`).waitFor({ timeout: TONE_WITHIN_MS });

async function letInByName(page: Page, name: string): Promise<void> {
  await page.getByLabel('Cari nama atau kode pesanan').fill(name);
  await page.getByRole('button', { name: /Masukkan/ }).click();
}

/** The worker has the page and its files. */
const hasKeptPage = (page: Page) =>
  page.waitForFunction(async () => Boolean(await caches.match('/admin/check-in')), undefined, {
    timeout: TONE_WITHIN_MS,
  });
