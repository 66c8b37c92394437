import { AdminPaymentMethod, Booking, type BookingState } from '@karcis/contracts';
import type { Page } from 'playwright-core';
import { createGuest } from '../demo/people.ts';
import type { World } from './world.ts';

/** For tests that go through several pages, on a machine that has more to do. */
export const JOURNEY_WITHIN_MS = 240_000;

export const sampleFile = (name: string) => new URL(`../files/${name}`, import.meta.url).pathname;

/** The code in the address of a booking's pages. */
export const codeOf = (page: Page) => /\/b\/([0-9A-Z]{12})/.exec(page.url())?.[1] ?? '';

/** Fills in the form that is open, and sends it. */
export async function book(page: Page, name: string): Promise<void> {
  await page.getByLabel('Nama lengkap').fill(name);
  await page.getByRole('button', { name: 'Lanjut' }).click();
}

/** From an item's page to the payment of a held place. */
export async function holdPlace(page: Page, itemUrl: string, name: string): Promise<string> {
  await page.goto(itemUrl);
  await page.getByRole('link', { name: 'Pesan tempat' }).click();
  await book(page, name);
  await page.waitForURL('**/pay');
  return codeOf(page);
}

/** A booking in the wanted state, made through the API and opened by its owner's browser. */
export async function ownBooking(world: World, page: Page, itemId: string, state: BookingState) {
  const { stack } = world;
  const guest = createGuest(stack.story, 'Siti Aminah');
  const held = await guest.hold(itemId);
  await page
    .context()
    .addCookies([{ name: `karcis_owner_${held.code}`, value: held.ownerToken, url: world.url }]);
  if (state === 'REVIEW' || state === 'PAID' || state === 'REJECTED') {
    await guest.pay(held, 'transfer.jpg', 'image/jpeg');
  }
  if (state === 'PAID') await stack.organiser.approve(held.id);
  if (state === 'REJECTED') await stack.organiser.reject(held.id, 'Bukti tidak terbaca.');
  if (state !== 'HOLD') await guest.waitFor(held, state);
  return held;
}

/** A way to pay, made through the API. */
export const addPaymentMethod = ({ stack }: World, body: object) =>
  stack.story.expect(201, AdminPaymentMethod, 'POST', '/api/admin/payment-methods', {
    token: stack.organiser.apiKey,
    body,
  });

/** How many bookings an item has, as its organiser sees it. */
export async function bookingsOf(world: World, itemId: string): Promise<number> {
  const { api, organiser } = world.stack;
  const answer = await api('GET', `/api/admin/bookings?itemId=${itemId}`, {
    token: organiser.apiKey,
  });
  return (answer.json as { data: unknown[] }).data.length;
}

export const publicView = async ({ stack }: World, code: string) =>
  Booking.partial().parse((await stack.api('GET', `/api/bookings/${code}`)).json);

/** Bytes a second: a small photo is under way until somebody cuts it off. */
const SLOW = 2_000;

/** Uploads of the page take long enough to be cut off or cancelled, until `end`. */
export async function slowUploads(page: Page): Promise<{ end(): Promise<unknown> }> {
  const session = await page.context().newCDPSession(page);
  const limit = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1 },
      uploadThroughput,
    });
  await session.send('Network.enable');
  await limit(SLOW);
  return { end: () => limit(-1) };
}
