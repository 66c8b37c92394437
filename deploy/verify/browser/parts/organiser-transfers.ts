import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type AdminPaymentMethod, Booking } from '@karcis/contracts';
import type { Page } from 'playwright-core';
import { createGuest } from '../../demo/people.ts';
import { look } from '../look.ts';
import { addPaymentMethod, holdPlace, sampleFile } from '../steps.ts';
import type { World } from '../world.ts';

const NO_SCRIPT = { javaScriptEnabled: false };
const LONG_MS = 300_000;

const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Jakarta' });

/** The one account there is, which tells bookings apart by their amounts. */
const anAccount = (world: World) =>
  addPaymentMethod(world, {
    type: 'bank',
    displayName: `Bank ${randomUUID().slice(0, 4)}`,
    accountNo: '1234567890',
    uniqueAmount: true,
  });

/** A booking in REVIEW that owes an amount of its own to the account. */
async function aTransfer({ stack }: World, itemId: string, methodId: string, name: string) {
  const guest = createGuest(stack.story, name);
  const held = await guest.hold(itemId);
  const { amountDue } = await stack.story.expect(
    200,
    Booking,
    'POST',
    `/api/bookings/${held.id}/select-method`,
    { token: held.ownerToken, body: { methodId } },
  );
  await guest.pay(held, 'transfer.jpg', 'image/jpeg');
  return { ...held, amountDue };
}

const statementOf = (amounts: readonly number[], day: string) => ({
  name: 'mutasi.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'Tanggal,Keterangan,Jumlah,D/K',
      ...amounts.map((amount) => `${day},"TRSF <b>SITI</b>",${amount},CR`),
      '99/99/9999,RUSAK,1,CR',
    ].join('\r\n'),
  ),
});

async function upload(
  page: Page,
  account: AdminPaymentMethod,
  amounts: readonly number[],
  day: string,
) {
  await page.goto('/admin/transfers');
  await page.getByLabel('Rekening', { exact: true }).selectOption(account.id);
  await page.getByLabel('Berkas CSV').setInputFiles(statementOf(amounts, day));
  await page.getByRole('button', { name: 'Unggah dan cocokkan' }).click();
  await page.getByText('Mutasi selesai dibaca.').waitFor();
}

/** A line that is for no booking leaves the others, and can be taken back. */
async function setAsideAndBack(page: Page, amount: number): Promise<void> {
  const money = `Rp${amount.toLocaleString('id-ID')}`;
  const line = page.getByRole('article').filter({ hasText: money });
  await page.goto('/admin/transfers?kind=unmatched');
  await line.getByRole('button', { name: /^Bukan untuk pesanan/ }).click();
  await page.getByText('Baris diabaikan.').waitFor();
  await line.waitFor({ state: 'detached' });
  await page.goto('/admin/transfers?kind=dismissed');
  await line.getByRole('button', { name: /^Kembalikan/ }).click();
  await page.getByText('Baris dikembalikan.').waitFor();
  await line.waitFor({ state: 'detached' });
}

export const organiserTransfers = (world: World) =>
  describe('an organiser matches a bank statement', () => {
    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])(
      '%s: sees what fits, with the proof beside, and approves it',
      async (_how, options) => {
        const account = await anAccount(world);
        const item = await world.stack.organiser.createItem({ title: `Mutasi ${_how}` });
        const [one, two, three] = [
          await aTransfer(world, item.id, account.id, 'Siti Satu'),
          await aTransfer(world, item.id, account.id, 'Siti Dua'),
          await aTransfer(world, item.id, account.id, 'Siti Tiga'),
        ];
        const other = options === NO_SCRIPT ? 7_778 : 7_777;
        const page = await world.organiser(options);
        // The same in both files, also about midnight.
        const day = today();
        await upload(page, account, [one.amountDue, two.amountDue, three.amountDue, other], day);
        await page.getByText('1 baris tidak dapat dibaca').click();
        await page.getByText('Baris 6: tanggalnya tidak dikenali').waitFor();

        const card = page.getByRole('article').filter({ hasText: 'Siti Satu' });
        await card.getByText('TRSF <b>SITI</b>').waitFor();
        await card.getByAltText('Bukti pembayaran yang diunggah pemesan').waitFor();
        if (options !== NO_SCRIPT) await look(page, 'organiser-transfers');
        await card.getByRole('button', { name: 'Setujui: Siti Satu' }).click();
        await page.getByText('Pesanan disetujui.').waitFor();
        await card.waitFor({ state: 'detached' });

        await page.getByRole('button', { name: /Setujui 2 yang cocok/ }).click();
        if (options !== NO_SCRIPT) {
          await page.getByRole('alertdialog').getByRole('button', { name: 'Setujui' }).click();
        }
        await page.getByText('Yang cocok disetujui.').waitFor();
        for (const { id } of [one, two, three]) {
          const { state, audit } = await world.stack.organiser.inspect(id);
          expect([state, audit.at(-1)?.reason]).toEqual(['PAID', 'statement-matched']);
        }

        // An export that overlaps proposes nothing twice.
        await upload(page, account, [one.amountDue, two.amountDue], day);
        await page.getByText('2 sudah ada dari unggahan sebelumnya.').waitFor();
        expect(await page.getByRole('article').count()).toBe(0);

        await setAsideAndBack(page, other);
      },
      LONG_MS,
    );

    it('is told what is wrong with a file', async () => {
      await anAccount(world);
      const page = await world.organiser();
      await page.goto('/admin/transfers');
      await page.getByRole('button', { name: 'Unggah dan cocokkan' }).click();
      await page.getByText('Pilih berkas CSV dulu.').waitFor();
      await page.getByLabel('Berkas CSV').setInputFiles(sampleFile('transfer.jpg'));
      await page.getByRole('button', { name: 'Unggah dan cocokkan' }).click();
      await page.getByText('Ini bukan berkas CSV').waitFor();
    });

    it.each([
      ['with script', {}],
      ['without script', NO_SCRIPT],
    ])('%s: a person sees the amount to the rupiah before paying', async (_how, options) => {
      await anAccount(world);
      const item = await world.stack.organiser.createItem({ title: `Unik ${_how}` });
      const page = await world.visitor(options);
      await holdPlace(page, item.url, 'Siti Aminah');
      await page.getByText(/hanya milik pesanan Anda/).waitFor();
      const text = (await page.locator('main').textContent()) ?? '';
      expect(text).toMatch(/Rp150\.(?!000)\d{3}/);
    });
  });
