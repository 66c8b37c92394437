import { writeFile } from 'node:fs/promises';
import { afterEach, beforeAll, describe, it } from '@jest/globals';
import { CheckInAnswer, type DoorList } from '@karcis/contracts';
import { atEndOfFile } from '@karcis/testing';
import type { Page } from 'playwright-core';
import {
  type CuttableProxy,
  startProxy,
} from '../../../../services/gateway/test/cuttable-proxy.ts';
import {
  aPaidBooking,
  answers,
  begin,
  hasKeptPage,
  LEAVE,
  letInByName,
  network,
} from '../door-steps.ts';
import { showToCamera } from '../show-to-camera.ts';
import type { World } from '../world.ts';

const LONG_MS = 240_000;
const STAMPED_LATE_MS = 10_000;
const NEXT_LIST_MS = 36_000;
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
      'counts who came in at once, whatever moment its list was stamped with, and believes the next list',
      async () => {
        const { item, tickets } = await aPaidBooking(world, ['Siti Aminah']);
        await writeFile(film, await showToCamera('kosong'));
        const page = await door();
        await page.clock.install();
        // Read before the ticket came in, stamped after.
        await page.route('**/tickets?*', async (route) => {
          const response = await route.fetch();
          const list = (await response.json()) as DoorList;
          const serverTime = new Date(Date.now() + STAMPED_LATE_MS).toISOString();
          await route.fulfill({ response, json: { ...list, serverTime } });
        });
        await begin(page, item.title, 'Timur');
        await page.getByText('0 dari 1 sudah masuk').waitFor();
        await letInByName(page, 'Siti');
        await answers(page, 'good', /Silakan masuk.*Siti Aminah/s);
        await page.getByText('1 dari 1 sudah masuk').waitFor();

        await takeBack(world, tickets[0]?.id ?? '');
        await page.clock.fastForward(NEXT_LIST_MS);
        await page.getByText('0 dari 1 sudah masuk').waitFor();
        await page.getByRole('button', { name: /Masukkan/ }).waitFor();
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

/** Somebody at another desk says that this check-in was a mistake. */
const takeBack = ({ stack }: World, ticketId: string) =>
  stack.story.expect(200, CheckInAnswer, 'POST', '/api/admin/check-in/undo', {
    token: stack.organiser.apiKey,
    body: { ticketId, reason: 'Salah orang' },
  });
