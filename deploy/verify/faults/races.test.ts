import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HeldBooking, type HeldBooking as Held, type ProblemCode } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { readConfig } from './config.ts';
import { useStack } from './use-stack.ts';

const { all } = readConfig();
const roundsMin = all ? 12 : 1;
const ROUNDS_MAX = 20;
const LEAD_MAX_MS = 20_000;
const world = useStack();

const BUSY = 'service-unavailable' satisfies ProblemCode;

/** Holds that gateways refused because those before them would have made them wait too long. */
async function countShed(): Promise<number> {
  const gateways = world.handle.services.filter(({ name }) => name.startsWith('gateway'));
  const pages = await Promise.all(
    gateways.map(async ({ port }) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
  );
  const counts = pages.map((page) =>
    /^gateway_shed_requests_total{.*kind="hold".*} (\d+)$/m.exec(page),
  );
  return counts.reduce((sum, count) => sum + Number(count?.[1] ?? 0), 0);
}

const times = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)));

describe('the last 10 places', () => {
  it('go to 10 of 1,000 clients who ask at once; everybody gets a clear answer, and the same when asking again', async () => {
    const { people } = world;
    // A pool of ten, and ten places left.
    const item = await people.createItem({ capacity: 34, maxPerBooking: 10 });
    for (const quantity of [10, 10, 4]) {
      const held = await people.hold(item.id, quantity);
      await people.pay(held);
      await people.waitFor(held, 'REVIEW');
      await people.approve(held.id);
    }
    await world.rest();
    const keys: string[] = Array.from({ length: 1_000 }, () => randomUUID());

    const answers = await world.watched(() =>
      Promise.all(keys.map((key) => people.askForHold(item.id, key))),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(10);
    const codes = answers.map(
      ({ status, json }) => `${status} ${(json as { code?: string }).code}`,
    );
    expect(new Set(codes.filter((code) => !code.startsWith('201')))).toEqual(
      new Set(['409 hold-pool-full']),
    );

    const again = all ? keys : keys.filter((_key, n) => n % 20 === 0 || answers[n]?.status === 201);
    await Promise.all(again.map((key) => people.askForHold(item.id, key)));
    await times(10, async (n) => {
      const held = HeldBooking.parse(won[n]?.json);
      await people.pay(held);
      await people.waitFor(held, 'REVIEW');
      await people.approve(held.id);
    });
    await world.rest();
    const asked = world.ledger.entries.filter(({ question }) => keys.includes(question.key));
    const busy = asked.flatMap(({ answers: given }) => given.filter(({ status }) => status >= 500));
    // A crowd too large for this machine is asked to come again; nothing else may answer like that.
    expect(busy).toHaveLength(await countShed());
    for (const { body } of busy) expect(JSON.parse(body)).toMatchObject({ code: BUSY });
    const { json } = await people.askForHold(item.id);
    expect(json).toMatchObject({ code: 'sold-out' });
  }, 300_000);
});

describe('a proof against the end of its hold, at one instant', () => {
  it('ends in REVIEW with the places or in EXPIRED without them', async () => {
    const { people } = world;
    const ends: string[] = [];
    // A file takes its time to be checked; on a machine that has more to do, they begin earlier the next time.
    let leadMs = 1_400;
    const isMixed = () => ends.includes('REVIEW') && ends.includes('EXPIRED');
    for (let round = 0; round < roundsMin || (!isMixed() && round < ROUNDS_MAX); round += 1) {
      const item = await people.createItem({
        capacity: 100,
        holdTtlSeconds: Math.ceil(leadMs / 1_000) + 2,
      });
      const held = await times(24, () => people.hold(item.id));
      await world.watched(() =>
        times(24, async (n) => {
          const booking = held[n] as Held;
          // From well before the end to a little after it.
          const start = Date.parse(booking.holdExpiresAt ?? '') - leadMs + (n * (leadMs + 30)) / 23;
          await until(() => Date.now() >= start);
          const answer = await people.pay(booking);
          const { state } = await people.waitFor(booking, 'REVIEW', 'EXPIRED');
          // Who was told that it is in review is never told later that it expired.
          if (answer.status === 200) expect(state).toBe('REVIEW');
          ends.push(state);
        }),
      );
      if (!isMixed()) leadMs = Math.min(leadMs * 2, LEAD_MAX_MS);
    }
    await world.rest();
    expect(new Set(ends)).toEqual(new Set(['REVIEW', 'EXPIRED']));
  }, 300_000);
});

describe('people who decide at one instant', () => {
  const rounds = all ? 60 : 10;

  it('approve, reject and cancel: one decision counts', async () => {
    const { people } = world;
    const item = await people.createItem({ capacity: rounds * 4 });
    await world.watched(() =>
      times(rounds, async () => {
        const held = await people.hold(item.id);
        await people.pay(held);
        await people.waitFor(held, 'REVIEW');
        const answers = await Promise.all([
          people.approve(held.id),
          people.reject(held.id),
          people.cancel(held),
        ]);
        const statuses = answers.map(({ status }) => status);
        expect(statuses.slice(0, 2).toSorted()).toEqual([200, 409]);
        expect(statuses[2]).toBe(409);
        const { state } = await people.waitFor(held, 'PAID', 'REJECTED');
        expect(state).toBe(statuses[0] === 200 ? 'PAID' : 'REJECTED');
      }),
    );
    await world.rest();
  }, 300_000);

  it('pay and cancel: the booking is in review, or given up', async () => {
    const { people } = world;
    const item = await people.createItem({ capacity: rounds * 4 });
    await world.watched(() =>
      times(rounds, async () => {
        const held = await people.hold(item.id);
        const [paid, cancelled] = await Promise.all([people.pay(held), people.cancel(held)]);
        expect([paid.status, cancelled.status].toSorted()).not.toEqual([200, 200]);
        await people.waitFor(held, 'REVIEW', 'CANCELLED');
      }),
    );
    await world.rest();
  }, 300_000);

  it('one request many times under one key: one effect and one answer', async () => {
    const { people } = world;
    const item = await people.createItem({ capacity: rounds * 4 });
    await world.watched(() =>
      times(rounds, async () => {
        const key = randomUUID();
        const answers = await times(5, () => people.askForHold(item.id, key));
        expect(new Set(answers.map(({ bytes }) => bytes.toString())).size).toBe(1);
      }),
    );
    await world.rest();
  }, 300_000);
});
