import { until } from '@karcis/testing';
import { type Booking, HeldBooking } from '@karcis/contracts';
import type { Page } from 'playwright-core';
import { createGuest, formWith } from '../demo/people.ts';
import type { World } from './world.ts';

/** Decides all that waits, so that a test knows what it will see. */
export async function clearQueue({ stack }: World): Promise<void> {
  const { api, organiser } = stack;
  for (;;) {
    const question = { token: organiser.apiKey };
    const answer = await api('GET', '/api/admin/bookings?state=REVIEW&limit=100', question);
    const { data } = answer.json as { readonly data: readonly Booking[] };
    if (data.length === 0) return;
    for (const { id } of data) await organiser.approve(id);
  }
}

/** A booking in REVIEW, whose proof is a picture. */
export async function waitingBooking(
  { stack }: World,
  itemId: string,
  name: string,
  { answers, note }: { readonly answers?: object; readonly note?: string } = {},
): Promise<HeldBooking> {
  const { story, api } = stack;
  const body = { itemId, name, ...(note && { note }) };
  const held = await story.expect(201, HeldBooking, 'POST', '/api/bookings/hold', { body });
  const form = await formWith('transfer.jpg', 'image/jpeg');
  if (answers) form.set('fields', JSON.stringify(answers));
  await api('POST', `/api/bookings/${held.id}/proof`, { token: held.ownerToken, form });
  await createGuest(story, name).waitFor(held, 'REVIEW');
  return held;
}

/** Waits until the booking of this name is looked at, and its proof can be seen. */
export async function lookedAt(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name, exact: true }).waitFor();
  // Comes with the script.
  await page.getByRole('button', { name: 'Perbesar' }).waitFor();
  const picture = page.getByAltText(`Bukti pembayaran dari ${name}`, { exact: true });
  await picture.waitFor();
  await until(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth > 0), {
    what: `the proof of ${name} is shown`,
  });
}

/**
 * Presses a key until it had its effect: a booking that has just come into sight cannot be decided yet. Waits for what is
 * looked at next, or for the empty queue.
 */
export async function decideBy(
  page: Page,
  key: string,
  from: string,
  to: string | undefined,
): Promise<void> {
  if (to === from) return page.keyboard.press(key);
  const heading = page.getByRole('heading', { name: from, exact: true });
  await until(
    async () => {
      if ((await heading.count()) === 0) return true;
      await page.keyboard.press(key);
      return (await heading.count()) === 0;
    },
    { what: `${key} goes on from ${from}` },
  );
  if (to === undefined) await page.getByText('Tidak ada yang menunggu').first().waitFor();
  else await lookedAt(page, to);
}
