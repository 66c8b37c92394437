import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Booking,
  type BookingState,
  type CreateItem,
  HeldBooking,
  Item,
} from '@karcis/contracts';
import {
  type Answer,
  type Api,
  createApi,
  type Handle,
  type Question as Body,
} from '@karcis/local';
import type { z } from 'zod';
import { formWith } from '../demo/people.ts';
import { type GivenAnswer, type Ledger, type Question, isPassing } from '../promises/ledger.ts';

const SETTLED_WITHIN_MS = 90_000;
const RETRY_MS = 50;

export type People = ReturnType<typeof createPeople>;

/**
 * People who use the HTTP API in bad times: each asks under one key until the answer is final, of whichever gateway is there,
 * and everything that they are told goes into the ledger.
 */
export function createPeople(
  { gateways, admin }: Pick<Handle, 'gateways' | 'admin'>,
  ledger: Ledger,
) {
  const apis = gateways.map(createApi);
  const someApi = () => apis[Math.floor(Math.random() * apis.length)] as (typeof apis)[number];
  let outages = 0;

  /** Undefined when no answer came. */
  const askOnce: (...question: Parameters<Api>) => Promise<Answer | undefined> = async (
    ...question
  ) => {
    const answer = await someApi()(...question).catch(() => undefined);
    if (answer && answer.status >= 500) outages += 1;
    return answer;
  };

  /** Resolves with the first answer that settles it. */
  function ask(question: Question, path: string, body: Body): Promise<Answer> {
    const { key } = question;
    ledger.asks(question);
    return insist(path, { ...body, key }, (given) => ledger.answered(key, given));
  }

  async function insist(
    path: string,
    body: Body,
    note: (given: GivenAnswer) => void,
  ): Promise<Answer> {
    const giveUpAt = performance.now() + SETTLED_WITHIN_MS;
    for (;;) {
      const answer = await askOnce('POST', path, body);
      if (answer) {
        const given = { status: answer.status, body: answer.bytes.toString() };
        note(given);
        if (!isPassing(given)) return answer;
      }
      if (performance.now() > giveUpAt) throw new Error(`no final answer to POST ${path}`);
      await pause(RETRY_MS);
    }
  }

  const owner = ({ ownerToken: token }: HeldBooking) => token;
  const organiser = { token: admin.apiKey, body: {} };

  return {
    /** Answers so far that said that something is out of reach, to whoever asked or only looked. */
    outages: () => outages,
    async createItem(fields: Partial<z.input<typeof CreateItem>> = {}): Promise<Item> {
      const startsAt = new Date(Date.now() + 60 * 86_400_000).toISOString();
      const defaults = {
        title: 'Kelas',
        startsAt,
        capacity: 100,
        price: 150_000,
        maxPerBooking: 4,
        status: 'OPEN',
      };
      const body = { ...defaults, ...fields };
      const request = { token: admin.apiKey, key: randomUUID(), body };
      const answer = await insist('/api/admin/items', request, () => undefined);
      if (answer.status !== 201) throw new Error(`no item: ${answer.bytes.toString()}`);
      return Item.parse(answer.json);
    },
    /** Asks once more, or for the first time, for a place under this key. */
    askForHold(itemId: string, key: string = randomUUID(), quantity = 1): Promise<Answer> {
      const body = {
        itemId,
        quantity,
        name: 'Siti Aminah',
        contact: { email: 'siti@example.org' },
      };
      return ask({ kind: 'hold', key, itemId }, '/api/bookings/hold', { body });
    },
    async hold(itemId: string, quantity = 1): Promise<HeldBooking> {
      const answer = await this.askForHold(itemId, randomUUID(), quantity);
      if (answer.status !== 201) throw new Error(`no place: ${answer.bytes.toString()}`);
      return HeldBooking.parse(answer.json);
    },
    async pay(held: HeldBooking, key: string = randomUUID()): Promise<Answer> {
      const form = await formWith('transfer.png', 'image/png');
      const question = { kind: 'proof', key, bookingId: held.id } as const;
      return ask(question, `/api/bookings/${held.id}/proof`, { token: owner(held), form });
    },
    cancel(held: HeldBooking, key: string = randomUUID()): Promise<Answer> {
      const question = { kind: 'cancel', key, bookingId: held.id } as const;
      return ask(question, `/api/bookings/${held.id}/cancel`, { token: owner(held), body: {} });
    },
    approve(bookingId: string, key: string = randomUUID()): Promise<Answer> {
      const question = { kind: 'approve', key, bookingId } as const;
      return ask(question, `/api/admin/bookings/${bookingId}/approve`, organiser);
    },
    reject(bookingId: string, key: string = randomUUID()): Promise<Answer> {
      const body = { reason: 'jumlah tidak sesuai' };
      const question = { kind: 'reject', key, bookingId } as const;
      return ask(question, `/api/admin/bookings/${bookingId}/reject`, { ...organiser, body });
    },
    /** Looks until the booking is in one of these states. */
    async waitFor(held: HeldBooking, ...states: readonly BookingState[]): Promise<Booking> {
      const giveUpAt = performance.now() + SETTLED_WITHIN_MS;
      for (;;) {
        const path = `/api/bookings/${held.code}`;
        const answer = await askOnce('GET', path, { token: owner(held) });
        const seen = answer?.status === 200 ? (answer.json as Booking) : undefined;
        if (seen && states.includes(seen.state)) return seen;
        if (performance.now() > giveUpAt) throw new Error(`${states.join()} did not come`);
        await pause(RETRY_MS);
      }
    },
  };
}
