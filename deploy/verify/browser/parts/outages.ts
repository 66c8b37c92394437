import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import type { Page } from 'playwright-core';
import { gatewayIsBack, killNats, withFrozenNats, withoutGateway } from '../outages.ts';
import { bookingsOf, holdPlace, publicView, sampleFile, slowUploads } from '../steps.ts';
import type { World } from '../world.ts';

const UNREACHABLE = 'Layanan sedang tidak dapat dijangkau';
/** A call waits 5 s for its answer, and a page tries again 5 to 10 s later. */
const PATIENT = { timeout: 60_000 };
const OUTAGE_WITHIN_MS = 300_000;

/** Several people at once, each at another step: an outage takes seconds, whatever they do. */
export const outages = (world: World) =>
  describe('while something is down, people are told in plain words, and nothing is done twice', () => {
    it(
      'NATS does not answer: a page comes by itself, a form and a file are sent again',
      async () => {
        const item = await createItem('Pesan Macet');
        const [reader, booker, payer] = await Promise.all([
          world.visitor(),
          openForm(item.url),
          choosePhoto(item.url),
        ]);
        await withFrozenNats(world, async () => {
          await Promise.all([
            reader.goto(item.url),
            continueButton(booker).click(),
            sendButton(payer.page).click(),
          ]);
          await Promise.all([
            reader.getByRole('heading', { name: UNREACHABLE }).waitFor(PATIENT),
            busyAlert(booker).waitFor(PATIENT),
            busyAlert(payer.page).waitFor(PATIENT),
          ]);
        });
        await reader.getByRole('heading', { name: item.title }).waitFor(PATIENT);
        await bookedAgain(booker);
        await handedInAgain(payer);
        expect(await bookingsOf(world, item.id)).toBe(2);
      },
      OUTAGE_WITHIN_MS,
    );

    it(
      'NATS is killed: a form that is sent until it is taken books once',
      async () => {
        const item = await createItem('Pesan Mati');
        const page = await openForm(item.url);
        await killNats(world);
        await until(() => sent(page), { what: 'the hold', timeoutMs: PATIENT.timeout });
        expect(await bookingsOf(world, item.id)).toBe(1);
      },
      OUTAGE_WITHIN_MS,
    );

    it(
      'the gateway is gone: live numbers and links come back by themselves, a form and a file are sent again',
      async () => {
        const item = await createItem('Pintu Tertutup');
        const [watcher, walker, booker, payer] = await Promise.all([
          world.visitor(),
          world.visitor(),
          openForm(item.url),
          choosePhoto(item.url),
        ]);
        await watcher.goto(item.url);
        await watcher.getByText('Diperbarui langsung').waitFor();
        // Has been at an item's page before, so the browser has what that is made of.
        await walker.goto('/?q=pintu');
        await walker.getByRole('link', { name: item.title }).click();
        await walker.getByRole('link', { name: 'Semua acara' }).click();
        await walker.getByRole('link', { name: item.title }).waitFor();
        const slow = await slowUploads(payer.page);
        await sendButton(payer.page).click();
        await payer.page.getByRole('progressbar').waitFor();

        await withoutGateway(world, async () => {
          await Promise.all([
            continueButton(booker).click(),
            walker.getByRole('link', { name: item.title }).click(),
          ]);
          await Promise.all([
            payer.page.getByText('Sambungan terputus saat mengirim').waitFor(PATIENT),
            busyAlert(booker).waitFor(PATIENT),
            walker.getByRole('heading', { name: UNREACHABLE }).waitFor(PATIENT),
            watcher.getByText('Sambungan terputus; angka terakhir').waitFor(PATIENT),
          ]);
        });
        await gatewayIsBack(world);
        await slow.end();
        await bookedAgain(booker);
        await handedInAgain(payer);
        await walker.getByRole('heading', { name: item.title }).waitFor(PATIENT);
        await watcher.getByText('Diperbarui langsung').waitFor(PATIENT);
        await watcher.getByText('1 tempat sedang ditahan pemesan lain').waitFor();
        expect(await bookingsOf(world, item.id)).toBe(2);
      },
      OUTAGE_WITHIN_MS,
    );

    const createItem = (title: string) => world.stack.organiser.createItem({ title });

    async function openForm(itemUrl: string): Promise<Page> {
      const page = await world.visitor();
      await page.goto(`${itemUrl}/book`);
      await page.getByText('120 karakter lagi').waitFor();
      await page.getByLabel('Nama lengkap').fill('Siti Aminah');
      return page;
    }

    async function choosePhoto(itemUrl: string) {
      const page = await world.visitor();
      const code = await holdPlace(page, itemUrl, 'Budi Santoso');
      await page.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.jpg'));
      await page.getByAltText('Pratinjau bukti').waitFor();
      return { page, code };
    }

    async function handedInAgain({ page, code }: Awaited<ReturnType<typeof choosePhoto>>) {
      await sendButton(page).click();
      await page.waitForURL(`**/b/${code}`, PATIENT);
      await page.getByText('Bukti sudah kami terima').waitFor(PATIENT);
      const { timeline = [] } = await publicView(world, code);
      expect(timeline.map(({ state }) => state)).toEqual(['HOLD', 'REVIEW']);
    }
  });

const continueButton = (page: Page) => page.getByRole('button', { name: 'Lanjut' });
const sendButton = (page: Page) =>
  page.getByRole('button', { name: /^(Kirim bukti|Coba kirim lagi)$/ });
const busyAlert = (page: Page) => page.getByRole('alert').filter({ hasText: UNREACHABLE });

async function bookedAgain(page: Page): Promise<void> {
  expect(await page.getByLabel('Nama lengkap').inputValue()).toBe('Siti Aminah');
  await continueButton(page).click();
  await page.waitForURL('**/pay', PATIENT);
}

/** Sends the form once, and tells whether it was taken. */
async function sent(page: Page): Promise<boolean> {
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await continueButton(page).click();
  const { ok } = await answered.then((answer) => ({ ok: answer.status() < 300 }));
  if (ok) await page.waitForURL('**/pay', PATIENT);
  return ok;
}
