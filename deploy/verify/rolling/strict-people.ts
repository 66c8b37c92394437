import { randomUUID } from 'node:crypto';
import { type HeldBooking, type Item, Item as ItemSchema } from '@karcis/contracts';
import { type Answer, createApi, type Method, type Question } from '@karcis/local';
import { formWith } from '../demo/people.ts';

export type Deed = 'read' | 'page' | 'hold' | 'proof' | 'approve' | 'cancel';

export type Tally = {
  /** Milliseconds of each answered request, by what was asked. */
  readonly times: Readonly<Record<Deed, number[]>>;
  /** What did not get the answer that it should, in words. */
  readonly failures: string[];
};

/**
 * People who never ask twice: whatever is not answered as it should be, once and at the first try, is a failure. Each goes on until
 * `isOver`: reads, looks at a page, holds, and then pays or cancels.
 */
export async function sendPeople(
  fleet: { readonly url: string; readonly apiKey: string },
  { count, isOver }: { readonly count: number; readonly isOver: () => boolean },
): Promise<Tally> {
  const api = createApi(fleet.url);
  const times = { read: [], page: [], hold: [], proof: [], approve: [], cancel: [] } as Record<
    Deed,
    number[]
  >;
  const failures: string[] = [];
  const organiser = { token: fleet.apiKey };
  const form = await formWith('transfer.png', 'image/png');
  const made = await api('POST', '/api/admin/items', { ...organiser, body: anItem() });
  const item = ItemSchema.parse(made.json) satisfies Item;

  async function ask(
    deed: Deed,
    statuses: readonly number[],
    ...[method, where, question]: [Method, string, Question?]
  ): Promise<Answer | undefined> {
    const askedAt = performance.now();
    const stamp = new Date().toISOString().slice(11, 23);
    try {
      const answer = await api(method, where, question);
      if (!statuses.includes(answer.status)) {
        failures.push(
          `${stamp} ${deed}: ${answer.status} ${answer.bytes.toString().slice(0, 200)}`,
        );
        return undefined;
      }
      times[deed].push(performance.now() - askedAt);
      return answer;
    } catch (error) {
      const { message, cause } = error as Error;
      failures.push(`${stamp} ${deed}: ${message} ${cause ? String(cause) : ''}`);
      return undefined;
    }
  }

  async function live(number: number): Promise<void> {
    for (let round = number; !isOver(); round += 1) {
      await ask('read', [200], 'GET', `/api/items/${item.id}`);
      if (round % 4 === 0) await ask('page', [200], 'GET', '/');
      const body = { itemId: item.id, name: 'Siti Aminah', contact: { email: 's@example.org' } };
      const held = await ask('hold', [201], 'POST', '/api/bookings/hold', { body });
      if (!held) continue;
      const { id, ownerToken: token } = held.json as HeldBooking;
      if (round % 3 > 0) {
        await ask('cancel', [200], 'POST', `/api/bookings/${id}/cancel`, { token, body: {} });
        continue;
      }
      const paid = await ask('proof', [200, 202], 'POST', `/api/bookings/${id}/proof`, {
        ...{ token, form, key: randomUUID() },
      });
      // 202 says that it is looked at later.
      if (paid?.status !== 200) continue;
      await ask('approve', [200], 'POST', `/api/admin/bookings/${id}/approve`, organiser);
    }
  }
  await Promise.all(Array.from({ length: count }, (_, number) => live(number)));
  return { times, failures };
}

const anItem = () => ({
  title: 'Kelas Keramik',
  startsAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  capacity: 1_000_000,
  price: 150_000,
  status: 'OPEN' as const,
});

/** A line a deed: how many, and how long half, nearly all and the longest took. */
export function describeTally({ times, failures }: Tally): string[] {
  const lines = Object.entries(times).map(([deed, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
    return `${deed.padEnd(8)} ${String(all.length).padStart(6)}   p50 ${at(0.5)} ms   p99 ${at(0.99)} ms   max ${at(1)} ms`;
  });
  return [...lines, `failures ${failures.length}`, ...failures.slice(0, 20)];
}
