import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AdminBooking,
  Booking,
  type BookingState,
  type CreateItem,
  HeldBooking,
  Item,
  type Payment,
} from '@karcis/contracts';
import type { z } from 'zod';
import { type Story, Surprise } from './story.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const STATE_WITHIN_MS = 60_000;
const POLL_MS = 100;

/** Whoever holds the API key. */
export function createOrganiser(story: Story, apiKey: string) {
  const created: string[] = [];

  return {
    apiKey,
    /** An open item in the far future; `fields` says what it is about. */
    async createItem(fields: Partial<z.input<typeof CreateItem>> & { readonly title: string }) {
      const body = {
        startsAt: new Date(Date.now() + 60 * DAY_MS).toISOString(),
        capacity: 10,
        price: 150_000,
        status: 'OPEN',
        ...fields,
      };
      const item = await story.expect(201, Item, 'POST', '/api/admin/items', {
        token: apiKey,
        body,
      });
      created.push(item.id);
      return item;
    },
    approve: (bookingId: string) =>
      story.expect(200, Booking, 'POST', `/api/admin/bookings/${bookingId}/approve`, {
        token: apiKey,
        body: {},
      }),
    reject: (bookingId: string, reason: string) =>
      story.expect(200, Booking, 'POST', `/api/admin/bookings/${bookingId}/reject`, {
        token: apiKey,
        body: { reason },
      }),
    inspect: (bookingId: string) =>
      story.expect(200, AdminBooking, 'GET', `/api/admin/bookings/${bookingId}`, { token: apiKey }),
    /** Closes what this run created, so that the list of what is on offer does not fill with it. */
    async closeItems() {
      const question = { token: apiKey, body: {} };
      return Promise.all(
        created.map(async (id) => {
          const answer = await story.api('POST', `/api/admin/items/${id}/close`, question);
          return Item.parse(answer.json);
        }),
      );
    },
  };
}

/** A person who books, and who shows the owner token of what they booked. */
export function createGuest(story: Story, name: string) {
  /** Looks again and again, and tells only what is seen last. */
  const waitFor = async ({ code, ownerToken }: HeldBooking, state: BookingState) => {
    const look = () => story.api('GET', `/api/bookings/${code}`, { token: ownerToken });
    const giveUpAt = performance.now() + STATE_WITHIN_MS;
    while (Booking.parse((await look()).json).state !== state && performance.now() < giveUpAt) {
      await pause(POLL_MS);
    }
    const seen = await story.expect(200, Booking, 'GET', `/api/bookings/${code}`, {
      token: ownerToken,
    });
    if (seen.state !== state) throw new Surprise(`${state} did not come`);
    return seen;
  };

  /** The same for what became of the money. */
  const waitForPayment = async (held: HeldBooking, status: Payment['status']) => {
    const look = async () =>
      Booking.parse(
        (await story.api('GET', `/api/bookings/${held.code}`, { token: held.ownerToken })).json,
      );
    const giveUpAt = performance.now() + STATE_WITHIN_MS;
    let seen = await look();
    while (seen.payment?.status !== status && performance.now() < giveUpAt) {
      await pause(POLL_MS);
      seen = await look();
    }
    story.check(`the payment is ${status}`, seen.payment?.status === status);
    return seen;
  };

  /** A place that was given back is on offer when capacity has heard of it. */
  const waitForPlace = async (itemId: string) => {
    const giveUpAt = performance.now() + STATE_WITHIN_MS;
    let isThere = false;
    while (!isThere && performance.now() < giveUpAt) {
      const item = Item.parse((await story.api('GET', `/api/items/${itemId}`)).json);
      isThere = item.availability.available > 0;
      if (!isThere) await pause(POLL_MS);
    }
    story.check('a place is on offer again', isThere);
  };

  return {
    waitFor,
    waitForPayment,
    waitForPlace,
    hold: (itemId: string, question: { readonly key?: string } = {}) =>
      story.expect(201, HeldBooking, 'POST', '/api/bookings/hold', {
        ...question,
        body: { itemId, name },
      }),
    /** Uploads a file, and waits until the organiser can look at it. */
    async pay(held: HeldBooking, file: string, type: string) {
      const form = await formWith(file, type);
      const path = `/api/bookings/${held.id}/proof`;
      const answer = await story.ask('POST', path, { token: held.ownerToken, form });
      story.check('the file is taken', answer.status === 200 || answer.status === 202);
      return waitFor(held, 'REVIEW');
    },
  };
}

/** The form that a browser would send with one of our sample files. */
export async function formWith(file: string, type: string): Promise<FormData> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(await sample(file))], { type }), file);
  return form;
}

/** The bytes of one of the files in ../files. */
export const sample = (file: string) => readFile(path.join(import.meta.dirname, '../files', file));
