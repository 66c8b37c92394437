import { describe, expect, it } from '@jest/globals';
import { bookingCancelled } from '@karcis/contracts';
import { announce, toOutboxRows } from '@karcis/messaging';
import { type SmtpServer, until } from '@karcis/testing';
import type { Page } from 'playwright-core';
import { look } from '../look.ts';
import { sayAsBooking, withDatabase } from '../stack-database.ts';
import type { World } from '../world.ts';
import { aFullBooking } from './organiser-bookings.ts';

const NO_SCRIPT = { javaScriptEnabled: false };
const LONG_MS = 300_000;
const UNHEARD_OR_QUEUED = `
  select 1 from notifier.deliveries where status in ('planned', 'queued') and kind <> 'reminder'
  union all select 1 from booking.outbox o
  where split_part(subject, '.v', 1) in
      ('booking.held', 'booking.submitted', 'booking.paid', 'booking.rejected', 'booking.cancelled')
    and not exists (select from notifier.inbox where event_id = o.id)`;
const BOTH = [
  ['with script', {}],
  ['without script', NO_SCRIPT],
] as const;

/** What was sent, and what could not be. `mail` is the stack's mail server. */
export const organiserMessages = (world: World, mail: SmtpServer) =>
  describe('an organiser looks after messages', () => {
    /** A message that the mail server refused for good. */
    async function aFailedDelivery(): Promise<string> {
      const item = await world.stack.organiser.createItem({ title: 'Pesan Gagal' });
      // What other tests left to be sent is not to fail too.
      await until(nothingWaits, { what: 'every other message' });
      mail.refuseWith({ code: 554, text: 'no' });
      const held = await aFullBooking(world, item);
      const page = await world.organiser();
      await untilShown(page, '/admin/messages?status=failed', held.id);
      mail.refuseWith(undefined);
      await page.context().close();
      return held.id;
    }

    const nothingWaits = () =>
      withDatabase(world, async (client) => {
        const { rows } = await client.query(UNHEARD_OR_QUEUED);
        return rows.length === 0;
      });

    it.each(BOTH)(
      '%s: reads in words why one failed, and sends it again',
      async (_how, options) => {
        const bookingId = await aFailedDelivery();
        const page = await world.organiser(options);
        await page.goto('/admin/messages?status=failed');
        const row = page.getByRole('row').filter({ has: linkTo(page, bookingId) });
        await row.getByText('Server email menolak pesan ini.').waitFor();
        const sentBefore = mail.received.length;
        await row.getByRole('button', { name: /Kirim ulang/ }).click();
        await page.getByText('Pesan diantrekan lagi.').waitFor();
        await untilShown(page, '/admin/messages?status=sent', bookingId);
        expect(mail.received.length).toBe(sentBefore + 1);
      },
    );

    it.each(BOTH)('%s: sends all that failed on a page again', async (_how, options) => {
      const ids = [await aFailedDelivery(), await aFailedDelivery()];
      const page = await world.organiser(options);
      await page.goto('/admin/messages?status=failed');
      await page.getByRole('button', { name: /Kirim ulang 2 yang gagal/ }).click();
      if (options !== NO_SCRIPT) {
        await page.getByRole('alertdialog').getByRole('button', { name: 'Kirim ulang' }).click();
      }
      await page.getByText('Pesan yang gagal diantrekan lagi.').waitFor();
      for (const id of ids) await untilShown(page, '/admin/messages?status=sent', id);
      await page.goto('/admin/messages?status=failed');
      await page.getByText('Tidak ada pesan dengan status ini').waitFor();
    });

    it(
      'sees messages in every state, in both themes',
      async () => {
        await aFailedDelivery();
        const page = await world.organiser();
        await page.goto('/admin/messages');
        await look(page, 'organiser-messages');
      },
      LONG_MS,
    );
  });

const linkTo = (page: Page, bookingId: string) =>
  page.locator(`a[href="/admin/bookings/${bookingId}"]`);

async function untilShown(page: Page, address: string, bookingId: string): Promise<void> {
  do await page.goto(address);
  while ((await linkTo(page, bookingId).count()) === 0);
}

/** Events that a service gave up on. */
export const organiserDeadLetters = (world: World) =>
  describe('an organiser looks after dead letters', () => {
    it(
      'runs one again: it fails until the cause is mended, then takes effect once',
      async () => {
        const item = await world.stack.organiser.createItem({ title: 'Peristiwa' });
        const held = await aFullBooking(world, item);
        const data = { bookingId: held.id, itemId: item.id, version: 2, epoch: 1, quantity: 1 };
        const [event] = toOutboxRows([announce(bookingCancelled, held.id, data)]);
        if (!event) throw new Error('no event');
        const broken = event.payload.replace('"quantity":1', '"quantity":"satu"');
        await sayAsBooking(world, event.subject, broken);

        const page = await world.organiser();
        const row = page
          .getByRole('row')
          .filter({ hasText: held.id })
          .filter({ hasText: 'notifier' });
        do await page.goto('/admin/dead-letters');
        while ((await row.count()) === 0);
        await replay(page, row);
        await page.getByText(/Masih gagal/).waitFor();
        expect(await row.getByText('Sudah dijalankan').count()).toBe(0);

        await withDatabase(world, (client) =>
          client.query('update notifier.dead_letters set payload = $1 where payload = $2', [
            event.payload,
            broken,
          ]),
        );
        await replay(page, row);
        await page.getByText('Peristiwa berhasil dijalankan.').waitFor();
        await row.getByText(/Sudah dijalankan/).waitFor();
        expect(await row.getByRole('button').count()).toBe(0);
        await look(page, 'organiser-dead-letters');
      },
      LONG_MS,
    );

    it('can do so without script', async () => {
      const item = await world.stack.organiser.createItem({ title: 'Peristiwa Polos' });
      const held = await aFullBooking(world, item);
      await sayAsBooking(world, `booking.cancelled.v1.${held.id}`, 'bukan JSON <b>sama sekali</b>');
      const page = await world.organiser(NO_SCRIPT);
      const row = page
        .getByRole('row')
        .filter({ hasText: held.id })
        .filter({ hasText: 'notifier' });
      do await page.goto('/admin/dead-letters');
      while ((await row.count()) === 0);
      await row.getByRole('button', { name: /Jalankan lagi/ }).click();
      await page.getByText(/Masih gagal/).waitFor();
    });
  });

type Row = ReturnType<Page['getByRole']>;

async function replay(page: Page, row: Row): Promise<void> {
  await row.getByRole('button', { name: /Jalankan lagi/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Jalankan lagi' }).click();
}

/** Where other systems are told. */
export const organiserWebhooks = (world: World) =>
  describe('an organiser keeps outgoing webhooks', () => {
    it.each(BOTH)(
      '%s: adds one, sees its secret once, and removes it',
      async (_how, options) => {
        const page = await world.organiser(options);
        await page.goto('/admin/webhooks');
        await page.getByLabel('Alamat').fill('bukan alamat');
        await page.getByRole('button', { name: 'Tambah alamat' }).click();
        await page.getByText('Bukan alamat web').waitFor();
        expect(await page.getByLabel('Alamat').inputValue()).toBe('bukan alamat');

        const url = `https://hook.example/${encodeURIComponent(_how)}`;
        await page.getByLabel('Alamat').fill(url);
        await page.getByLabel('Keterangan').fill('<b>pintu</b>');
        await page.getByLabel('Pesanan disetujui').check();
        await page.getByRole('button', { name: 'Tambah alamat' }).click();
        const secret = page.getByText(/^whsec_/);
        await secret.waitFor();
        if (options !== NO_SCRIPT) await look(page, 'organiser-webhook-secret');
        const words = (await secret.textContent()) ?? '';
        await page.getByRole('link', { name: 'Sudah saya simpan' }).click();
        await secret.waitFor({ state: 'detached' });
        await page.reload();
        expect(await page.content()).not.toContain(words);

        const row = page.getByRole('listitem').filter({ hasText: url });
        await row.getByText('<b>pintu</b>').waitFor();
        await row.getByText('Pesanan disetujui').waitFor();
        await row.getByRole('button', { name: /Hapus/ }).click();
        if (options !== NO_SCRIPT) {
          await page.getByRole('alertdialog').getByRole('button', { name: 'Hapus' }).click();
        }
        await page.getByText('Alamat dihapus.').waitFor();
        await row.waitFor({ state: 'detached' });
      },
      LONG_MS,
    );

    it('cannot add one that is not allowed', async () => {
      const page = await world.organiser();
      await page.goto('/admin/webhooks');
      await page.getByLabel('Alamat').fill('http://127.0.0.1:9/');
      await page.getByRole('button', { name: 'Tambah alamat' }).click();
      await page.getByText('Alamat webhook tidak diizinkan').first().waitFor();
    });
  });
