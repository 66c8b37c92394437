import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import {
  goToProvider,
  inspect,
  NAMES,
  payThere,
  type Provider,
  toProvider,
} from '../provider-steps.ts';
import { holdPlace, JOURNEY_WITHIN_MS } from '../steps.ts';
import type { ProviderWorld } from '../use-provider-world.ts';

const NO_SCRIPT = { javaScriptEnabled: false };
const PAID = 'Lunas';

/** From the choice of a provider to PAID, and the ways round it. */
export const providerPayment = (world: ProviderWorld) =>
  describe('paying at a provider', () => {
    const anItem = (title: string) => world.stack.organiser.createItem({ title, capacity: 10 });

    it.each(Object.keys(NAMES) as Provider[])(
      '%s: there, back, and PAID without an organiser and without loading the page again',
      async (provider) => {
        const { webhooks } = world.servers.providers[provider];
        const item = await anItem(`Lewat ${NAMES[provider]}`);
        const page = await world.visitor();
        const code = await toProvider(world, page, item.url, provider);

        webhooks.setMode('held');
        await payThere(world, page);
        await page.getByText('Menunggu penyedia pembayaran').first().waitFor();
        await page.getByText('Diperbarui langsung').waitFor();
        let loads = 0;
        page.on('load', () => (loads += 1));
        webhooks.release();
        await page.getByRole('img', { name: /^Kode QR tiket/ }).waitFor();
        await page.getByText(PAID, { exact: true }).first().waitFor();
        expect(loads).toBe(0);

        const { payments, timeline } = await inspect(world, code);
        expect(payments).toMatchObject([{ provider, status: 'paid' }]);
        expect(timeline.at(-1)).toMatchObject({ state: 'PAID', by: 'provider' });
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'given up there, it is waited for, can be gone on with, and is the same checkout',
      async () => {
        const item = await anItem('Ragu-Ragu');
        const page = await world.visitor();
        const code = await toProvider(world, page, item.url, 'stripe');
        const there = page.url();
        await page.getByRole('link', { name: 'Back' }).click();
        await page.getByText('Menunggu penyedia pembayaran').first().waitFor();

        await page.goto(`/b/${code}/pay`);
        await page.waitForURL(`**/b/${code}`);
        await page.getByRole('button', { name: 'Lanjutkan pembayaran' }).click();
        await page.waitForURL(there);
        await payThere(world, page);
        await page.getByRole('img', { name: /^Kode QR tiket/ }).waitFor();
        expect((await inspect(world, code)).payments).toHaveLength(1);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'given up here instead, its place is free and its session is over',
      async () => {
        const item = await anItem('Batal Saja');
        const page = await world.visitor();
        const code = await toProvider(world, page, item.url, 'midtrans');
        await page.goto(`/b/${code}`);
        await page.getByRole('button', { name: 'Batalkan pesanan' }).click();
        await page.getByText('Dibatalkan').first().waitFor();
        const goOn = page.getByRole('button', { name: 'Lanjutkan pembayaran' });
        await goOn.waitFor({ state: 'detached' });
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'without script: there, back, and PAID',
      async () => {
        const item = await anItem('Tanpa Skrip');
        const page = await world.visitor(NO_SCRIPT);
        const code = await toProvider(world, page, item.url, 'xendit');
        await payThere(world, page);
        await until(async () => (await inspect(world, code)).state === 'PAID', { what: 'PAID' });
        await page.reload();
        await page.getByRole('img', { name: /^Kode QR tiket/ }).waitFor();
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'pressed twice, it makes one session',
      async () => {
        const { requests, url } = world.servers.providers.stripe;
        const item = await anItem('Dua Kali');
        const page = await world.visitor();
        const code = await holdPlace(page, item.url, 'Siti Aminah');
        await page.getByLabel('Stripe', { exact: true }).check();
        const before = requests.length;
        await page.getByRole('button', { name: 'Bayar lewat Stripe' }).dblclick();
        await page.waitForURL(`${url}/pay/**`);
        const { payments } = await inspect(world, code);
        expect(payments.map(({ reference }) => reference)).toEqual([page.url().split('/').at(-1)]);
        const made = requests.slice(before).filter(({ method, body }) => method === 'POST' && body);
        const keys = made.map(({ headers }) => headers['idempotency-key']);
        expect(new Set(keys).size).toBe(1);
      },
      JOURNEY_WITHIN_MS,
    );

    it(
      'says so while the provider does not answer, and works once it does',
      async () => {
        const { midtrans } = world.servers.providers;
        const item = await anItem('Sedang Gangguan');
        const page = await world.visitor();
        await holdPlace(page, item.url, 'Siti Aminah');
        await page.getByLabel('Midtrans', { exact: true }).check();
        midtrans.setTrouble('server-error');
        await page.getByRole('button', { name: 'Bayar lewat Midtrans' }).click();
        await page.getByRole('alert').filter({ hasText: 'penyedia pembayaran' }).waitFor();
        midtrans.setTrouble('none');
        await goToProvider(world, page, 'midtrans');
      },
      JOURNEY_WITHIN_MS,
    );
  });
