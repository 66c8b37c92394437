import { Booking, HeldBooking } from '@karcis/contracts';
import type { Page } from 'playwright-core';
import type { World } from './world.ts';

const TONE_WITHIN_MS = 60_000;
export const LEAVE = 'Ganti acara atau pintu';

/** A booking that is paid for, a place for each name, of an item of its own unless one is given. */
export async function aPaidBooking({ stack }: World, names: readonly string[], itemId?: string) {
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

/** Chooses the item and names the door. */
export async function begin(
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
export async function answers(page: Page, tone: string, words: RegExp): Promise<void> {
  const panel = page.locator(`[data-tone="${tone}"]`).filter({ hasText: words });
  await panel.waitFor({ timeout: TONE_WITHIN_MS });
}

/** The door has found out that its network is there, or is not. */
export const network = (page: Page, state: string) =>
  page.locator(`[data-network="${state}"]`).waitFor({ timeout: TONE_WITHIN_MS });

/** Without the camera: the first who is found under this name. */
export async function letInByName(page: Page, name: string): Promise<void> {
  await page.getByLabel('Cari nama atau kode pesanan').fill(name);
  await page.getByRole('button', { name: /Masukkan/ }).click();
}

/** The worker has the page and its files. */
export const hasKeptPage = (page: Page) =>
  page.waitForFunction(async () => Boolean(await caches.match('/admin/check-in')), undefined, {
    timeout: TONE_WITHIN_MS,
  });
