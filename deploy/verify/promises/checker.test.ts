import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Booking } from '@karcis/contracts';
import { useStack } from '../faults/use-stack.ts';
import { checkPromises, findViolations } from './check-promises.ts';
import { createLedger, type GivenAnswer, type Question } from './ledger.ts';
import { type Planted, plantedAtAnyTime, plantedAtRest } from './planted.ts';

const world = useStack();

/** The item that everybody books, and a booking of it in REVIEW. */
let itemId: string;
let inReview: Booking;

beforeAll(async () => {
  const { people } = world;
  ({ id: itemId } = await people.createItem());
  const short = await people.createItem({ holdTtlSeconds: 3 });
  await world.watched(async () => {
    const ends = Array.from({ length: 18 }, async (_, n) => {
      const held = await people.hold(n % 6 === 0 ? short.id : itemId, 1 + (n % 2));
      if (n % 6 === 0) await people.waitFor(held, 'EXPIRED');
      if (n % 6 === 1) await people.cancel(held);
      if (n % 6 < 3) return;
      await people.pay(held);
      const seen = await people.waitFor(held, 'REVIEW');
      if (n % 6 === 3) await people.reject(held.id);
      if (n % 6 === 4) await people.approve(held.id);
      if (n % 6 === 5) inReview = seen;
    });
    await Promise.all(ends);
  });
  await world.rest();
}, 240_000);

describe('the checker', () => {
  it('finds nothing in a healthy system that was busy', async () => {
    expect(await checkPromises(world.database, { atRest: true, ledger: world.ledger })).toEqual([]);
    const { rows } = await world.database.query<{ state: string }>(
      'select distinct state from booking.bookings order by state',
    );
    const states = rows.map(({ state }) => state);
    expect(states).toEqual(['CANCELLED', 'EXPIRED', 'HOLD', 'PAID', 'REJECTED', 'REVIEW']);
  });

  it.each(plantedAtAnyTime)('finds, at any time, promise $promise: $tells', async (planted) => {
    await expectFound(planted, false);
  });

  it.each(plantedAtRest)('finds, at rest, promise $promise: $tells', async (planted) => {
    await expectFound(planted, true);
  });

  it.each(plantedAtRest)('lets pass what may be under way: $tells', async (planted) => {
    const found = await violationsWith(planted.sql, false);
    expect(found.filter(({ what }) => planted.tells.test(what))).toEqual([]);
  });
});

describe('the ledger', () => {
  const hold = (key = randomUUID()): Question => ({ kind: 'hold', key, itemId });
  const on = (kind: 'approve' | 'proof'): Question => {
    return { kind, key: randomUUID(), bookingId: inReview.id };
  };
  const granted = (changes: Partial<Booking> = {}, status = 200) => ({
    status,
    body: JSON.stringify({ ...inReview, ...changes }),
  });
  const conflict = { status: 409, body: '{"code":"invalid-transition"}' };
  const askAgain = { status: 409, body: '{"code":"request-in-progress"}' };

  it.each<[string, RegExp, () => readonly [Question, ...GivenAnswer[]]]>([
    [
      'a granted key that is refused later',
      /then answered otherwise/,
      () => [on('proof'), granted(), conflict],
    ],
    [
      'a key with two answers',
      /then answered otherwise/,
      () => [on('proof'), granted(), granted({ note: 'x' })],
    ],
    ['a key that was only told to ask again', /was never answered/, () => [on('proof'), askAgain]],
    [
      'an answer of a booking that is not there',
      /the rows say otherwise/,
      () => [hold(), granted({ id: randomUUID() })],
    ],
    [
      'an approval that is not in the trail',
      /the rows say otherwise/,
      () => [on('approve'), granted()],
    ],
    [
      'a state that was never reached',
      /the rows say otherwise/,
      () => [on('proof'), granted({ state: 'PAID' })],
    ],
    ['a booking of which nobody was told', /nobody was told of it/, () => [hold(), conflict]],
    [
      'valid tickets of what is not paid',
      /1 of them valid/,
      () => [
        on('proof'),
        granted({ tickets: [{ id: randomUUID(), attendee: 'Siti', token: 'x' }] }),
      ],
    ],
  ])('finds %s', async (_what, tells, told) => {
    const [question, ...answers] = told();
    const ledger = createLedger();
    ledger.asks(question);
    for (const answer of answers) ledger.answered(question.key, answer);

    const found = await checkPromises(world.database, { atRest: true, ledger });
    expect(found.map(({ what }) => what)).toContainEqual(expect.stringMatching(tells));
  });

  it('finds a booking that nobody was told of, unless a copy of the question came late and its hold just ends', async () => {
    const finds = async (state: string) => {
      const ledger = createLedger();
      ledger.asks(hold());
      const { rows } = await world.database.query<{ id: string }>(
        'select id from booking.bookings where item_id = $1 and state = $2',
        [itemId, state],
      );
      for (const { id } of rows) ledger.mayComeLate(id);
      const found = await checkPromises(world.database, { atRest: true, ledger });
      return found.filter(({ what }) => what.includes(` is ${state} and nobody was told`)).length;
    };
    expect(await finds('HOLD')).toBe(0);
    expect(await finds('REVIEW')).toBeGreaterThan(0);
  });

  it('finds two keys that were granted one booking', async () => {
    const ledger = createLedger();
    for (const question of [hold(), hold()]) {
      ledger.asks(question);
      ledger.answered(question.key, granted({}, 201));
    }
    const found = await checkPromises(world.database, { atRest: false, ledger });
    expect(found.map(({ what }) => what)).toEqual([expect.stringMatching(/2 keys were granted/)]);
  });

  it('finds nothing where what was answered is what is', async () => {
    const ledger = createLedger();
    const question = on('proof');
    ledger.asks(question);
    ledger.answered(question.key, askAgain);
    ledger.answered(question.key, granted());
    expect(await checkPromises(world.database, { atRest: true, ledger })).toEqual([]);
  });
});

async function expectFound({ promise, tells, sql }: Planted, atRest: boolean) {
  const found = await violationsWith(sql, atRest);
  expect(found).toContainEqual({ promise, what: expect.stringMatching(tells) });
}

/** What the checker finds in a transaction that breaks something, with triggers and foreign keys out of the way. */
async function violationsWith(sql: string, atRest: boolean) {
  const client = await world.database.connect();
  try {
    await client.query(`begin; set local session_replication_role = replica; ${sql}`);
    return await findViolations(client, { atRest });
  } finally {
    await client.query('rollback');
    client.release();
  }
}
