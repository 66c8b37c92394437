import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import {
  codeOf,
  holdPlace,
  publicView,
  sampleFile,
  slowUploads,
  JOURNEY_WITHIN_MS,
} from '../steps.ts';
import type { World } from '../world.ts';

type Page = Awaited<ReturnType<World['visitor']>>;

export const uploads = (world: World) =>
  describe('an upload', () => {
    async function chooseFile(title: string): Promise<Page> {
      const item = await world.stack.organiser.createItem({ title });
      const page = await world.visitor();
      await holdPlace(page, item.url, 'Siti Aminah');
      await page.getByLabel('Bukti pembayaran').setInputFiles(sampleFile('transfer.jpg'));
      await page.getByAltText('Pratinjau bukti').waitFor();
      return page;
    }

    it(
      'is cancelled on its way: nothing arrived, the file is still there and goes again',
      async () => {
        const page = await chooseFile('Batal Kirim');
        const code = codeOf(page);
        const slow = await slowUploads(page);
        await page.getByRole('button', { name: 'Kirim bukti' }).click();
        await page.getByRole('progressbar').waitFor();
        await page.getByRole('button', { name: 'Batalkan kiriman' }).click();
        await page.getByText('Kiriman dibatalkan. Tidak ada yang terkirim.').waitFor();
        expect((await inspect(code)).proof).toBeNull();
        expect((await publicView(world, code)).state).toBe('HOLD');

        await slow.end();
        await page.getByAltText('Pratinjau bukti').waitFor();
        await page.getByRole('button', { name: 'Kirim bukti' }).click();
        await page.getByText('Bukti sudah kami terima').waitFor();
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'whose answer was lost goes again with its key, and the API knows of one proof',
      async () => {
        const page = await chooseFile('Jawaban Bukti Hilang');
        const code = codeOf(page);
        const seen = await loseFirstAnswer(page);
        await page.getByRole('button', { name: 'Kirim bukti' }).click();
        await page.getByText('Sambungan terputus saat mengirim').waitFor();
        await until(async () => (await inspect(code)).state === 'REVIEW', { what: 'REVIEW' });
        const first = await inspect(code);
        await page.getByRole('button', { name: 'Coba kirim lagi' }).click();
        await page.waitForURL(`**/b/${code}`);

        expect(seen.map(({ replayed }) => replayed)).toEqual([undefined, 'true']);
        expect(seen[1]?.key).toBe(seen[0]?.key);
        expect(seen[1]?.body).toBe(seen[0]?.body);
        const second = await inspect(code);
        expect(second.proof?.id).toBe(first.proof?.id);
        expect(second.audit).toEqual(first.audit);
      },
      JOURNEY_WITHIN_MS,
    );

    async function inspect(code: string) {
      const { id = '' } = await publicView(world, code);
      return world.stack.organiser.inspect(id);
    }
  });

type Seen = { key: string | undefined; replayed: string | undefined; body: string };

/** The server answers each proof; the first answer does not come through. */
async function loseFirstAnswer(page: Page): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const session = await page.context().newCDPSession(page);
  session.on('Fetch.requestPaused', async ({ requestId, request, responseHeaders = [] }) => {
    const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId });
    const header = (name: string) =>
      responseHeaders.find((each) => each.name.toLowerCase() === name)?.value;
    seen.push({
      key: request.headers['Idempotency-Key'],
      replayed: header('idempotency-replayed'),
      body: base64Encoded ? Buffer.from(body, 'base64').toString() : body,
    });
    if (seen.length > 1) return void (await session.send('Fetch.continueRequest', { requestId }));
    await session.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' });
  });
  const urlPattern = '*/api/bookings/*/proof';
  await session.send('Fetch.enable', { patterns: [{ urlPattern, requestStage: 'Response' }] });
  return seen;
}
