import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { gatewayIsBack, killGateway } from '../outages.ts';
import { book, holdPlace, ownBooking } from '../steps.ts';
import type { World } from '../world.ts';

const HOUR_MS = 60 * 60 * 1000;

export const live = (world: World) =>
  describe('what is live', () => {
    it('gives the last place to one of two rivals, and tells the other why', async () => {
      const item = await world.stack.organiser.createItem({
        title: 'Tempat Terakhir',
        capacity: 1,
      });
      const rivals = await Promise.all([world.visitor(), world.visitor(), world.visitor()]);
      const [siti, budi, onlooker] = rivals as [Page, Page, Page];
      await onlooker.goto(item.url);
      for (const rival of [siti, budi]) {
        await rival.goto(`${item.url}/book`);
        await rival.getByText('120 karakter lagi').waitFor();
      }

      await Promise.all([book(siti, 'Siti Aminah'), book(budi, 'Budi Santoso')]);
      const outcomes = await Promise.all(
        [siti, budi].map((rival) =>
          Promise.race([
            rival.waitForURL('**/pay').then(() => 'held'),
            rival
              .getByText(QUEUE_FULL, { exact: true })
              .waitFor()
              .then(() => 'refused'),
          ]),
        ),
      );
      expect(outcomes.sort()).toEqual(['held', 'refused']);

      await onlooker.getByText(QUEUE_FULL, { exact: true }).waitFor();
      await onlooker.getByText(/Giliran terdekat mungkin terbuka dalam 1\d menit/).waitFor();
      expect(await onlooker.getByRole('button', { name: 'Pesan tempat' }).isDisabled()).toBe(true);
    });

    it('comes back by itself after the gateway went away', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Terputus' });
      const page = await world.visitor();
      const held = await ownBooking(world, page, item.id, 'REVIEW');
      let asked = 0;
      page.on('request', (request) => {
        if (request.url().endsWith('/stream')) asked += 1;
      });
      await page.goto(`/b/${held.code}`);
      await page.getByText('Diperbarui langsung').waitFor();

      await killGateway(world);
      await gatewayIsBack(world);
      await until(() => asked > 1, { what: 'the browser asks for the stream again' });
      await world.stack.organiser.approve(held.id);
      await page.getByRole('img', { name: /^Kode QR tiket/ }).waitFor({ timeout: 60_000 });
    });

    it('tells the server the last event that it has, and is told only what is new', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Sambung Lagi' });
      const page = await world.visitor();
      const held = await ownBooking(world, page, item.id, 'REVIEW');
      // A stranger's view has nothing in it that changes without a new version.
      await page.context().clearCookies();
      const asked: (string | undefined)[] = [];
      page.on('response', async (answer) => {
        // A gateway that has just come back may say that it is not ready yet.
        if (!answer.url().endsWith('/stream') || !answer.ok()) return;
        asked.push((await answer.request().allHeaders())['last-event-id']);
      });
      const told = await eventsOf(page);
      await page.goto(`/b/${held.code}`);
      await until(() => told.length === 1, { what: 'the booking as it is' });

      await killGateway(world);
      await gatewayIsBack(world);
      await until(() => asked.length > 1, { what: 'the browser asks again' });
      await world.stack.organiser.approve(held.id);
      await until(() => told.length > 1, { what: 'the change' });
      const [seen = '', ...news] = told;
      expect(asked).toEqual([undefined, seen]);
      expect(news).toEqual([String(Number(seen) + 1)]);
    });

    it('goes on by asking while no stream can be had, and takes the stream again', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Tanpa Aliran' });
      const page = await world.visitor();
      const held = await ownBooking(world, page, item.id, 'REVIEW');
      await page.route('**/stream', (route) => route.abort());
      await page.goto(`/b/${held.code}`);
      await page.getByText('Diperbarui setiap beberapa detik').waitFor({ timeout: 60_000 });
      await page.unroute('**/stream');
      await page.getByText('Diperbarui langsung').waitFor({ timeout: 60_000 });
    });

    it.each([
      ['an hour ahead', HOUR_MS],
      ['an hour behind', -HOUR_MS],
    ])('counts down on the server’s clock when the device is %s', async (_how, shiftMs) => {
      const item = await world.stack.organiser.createItem({
        title: 'Jam Salah',
        holdTtlSeconds: 600,
      });
      const page = await world.visitor();
      await page.addInitScript((ms) => {
        const now = Date.now.bind(Date);
        Date.now = () => now() + ms;
      }, shiftMs);
      await holdPlace(page, item.url, 'Siti Aminah');
      const shown = (await page.getByRole('timer').innerText()).split(':').map(Number);
      const seconds = (shown[0] ?? 0) * 60 + (shown[1] ?? 0);
      expect(seconds).toBeLessThan(600);
      expect(seconds).toBeGreaterThan(540);
    });

    it('says on the screen that the time is up, not before and not after the server', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Singkat', holdTtlSeconds: 15 });
      const page = await world.visitor();
      const code = await holdPlace(page, item.url, 'Siti Aminah');
      const look = async () =>
        (await world.stack.api('GET', `/api/bookings/${code}`)).json as Record<string, string>;
      // While it is held: an expired booking shows no end of its hold any more.
      const { holdExpiresAt } = await look();
      await page.getByRole('heading', { name: 'Waktu habis' }).waitFor();
      const { serverTime } = await look();
      const lateMs = Date.parse(serverTime ?? '') - Date.parse(holdExpiresAt ?? '');
      expect(lateMs).toBeGreaterThan(-1_500);
      expect(lateMs).toBeLessThan(2_000);
      expect(await page.getByRole('button', { name: 'Kirim bukti' }).count()).toBe(0);
      await page.getByRole('link', { name: 'Mulai lagi' }).click();
      await page.getByLabel('Nama lengkap').waitFor();
    });
  });

const QUEUE_FULL = 'Antrean penuh, coba beberapa saat lagi.';

/** The ids of the events that the page's streams bring, as they come. */
async function eventsOf(page: Page): Promise<string[]> {
  const ids: string[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.eventSourceMessageReceived', ({ eventId }) => ids.push(eventId));
  return ids;
}

type Page = Awaited<ReturnType<World['visitor']>>;
