import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Database, openDatabase } from '@karcis/db';
import { useDatabase } from '@karcis/testing';
import * as gateway from '../migrations/index.ts';
import { createBucketStore } from '../src/limits/batched-limiter.ts';
import { createLimits } from '../src/limits/limits.ts';

const database = useDatabase([gateway]);
let replicas: Database<unknown>[] = [];

beforeAll(() => {
  replicas = [1, 2].map((n) =>
    openDatabase({ url: database.url('gateway'), max: 2, applicationName: `replica ${n}` }),
  );
});
afterAll(() => Promise.all(replicas.map(({ close }) => close())));

const limitsOf = (perMinute: number) =>
  replicas.map(({ pool }) => createLimits(createBucketStore(pool, 10_000), perMinute));

describe('a limit', () => {
  it('lets exactly as many pass as it says, over two replicas at once', async () => {
    const replicas = limitsOf(100);
    const verdicts = await Promise.all(
      Array.from({ length: 300 }, async (_, n) => replicas[n % 2]?.check('192.0.2.1', ['general'])),
    );
    expect(verdicts.filter((verdict) => verdict?.allowed)).toHaveLength(100);
  });

  it('asks the database rarely for a client that comes often, and never lets more pass than it says', async () => {
    const asked = replicas.map(({ pool }) => jest.spyOn(pool, 'query'));
    const both = limitsOf(2_000);
    let allowed = 0;
    for (let round = 0; round < 500; round++) {
      const verdicts = await Promise.all(
        [0, 1, 2, 3, 4, 5].map(async (n) => both[n % 2]?.check('192.0.2.2', ['general'])),
      );
      allowed += verdicts.filter((verdict) => verdict?.allowed).length;
    }
    const questions = asked.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    for (const spy of asked) spy.mockRestore();

    expect(allowed).toBeLessThanOrEqual(2_000);
    expect(allowed).toBeGreaterThan(1_980);
    expect(questions).toBeLessThan(400);
  });

  it('says how many are left, of points that were taken ahead too', async () => {
    const asked = jest.spyOn((replicas[0] as Database<unknown>).pool, 'query');
    const [limits] = limitsOf(2_000);
    for (let left = 1_999; left >= 1_500; left--) {
      const verdict = await limits?.check('192.0.2.3', ['general']);
      expect(verdict?.rateLimit).toMatch(new RegExp(`^"general";r=${left};t=\\d+$`));
    }
    const questions = asked.mock.calls.length;
    asked.mockRestore();
    expect(questions).toBeLessThan(250);
  });

  it('refuses points that were taken ahead while another replica used up the limit', async () => {
    const [one, other] = limitsOf(2_000);
    const client = '192.0.2.4';
    const ask = async (limits: typeof one, count: number) => {
      let allowed = 0;
      for (let n = 0; n < count; n++)
        if ((await limits?.check(client, ['general']))?.allowed) allowed += 1;
      return allowed;
    };
    const before = (await ask(one, 300)) + (await ask(other, 1_550));
    expect(before).toBe(1_850);
    const after = await Promise.all([ask(one, 300), ask(other, 300)]);
    expect(before + after[0] + after[1]).toBeLessThanOrEqual(2_000);
  });

  it('counts each client by itself', async () => {
    const [limits] = limitsOf(2);
    const check = async (client: string) => (await limits?.check(client, ['general']))?.allowed;
    expect(await check('a')).toBe(true);
    expect(await check('a')).toBe(true);
    expect(await check('a')).toBe(false);
    expect(await check('b')).toBe(true);
  });

  it('is stricter for sensitive requests, and says both', async () => {
    const [limits] = limitsOf(9);
    const check = () => limits?.check('c', ['general', 'sensitive']);
    for (let n = 0; n < 3; n++) expect((await check())?.allowed).toBe(true);

    const verdict = await check();
    expect(verdict?.allowed).toBe(false);
    expect(verdict?.policy).toBe('"general";q=9;w=60, "sensitive";q=3;w=60');
    expect(verdict?.rateLimit).toMatch(/^"general";r=5;t=\d+, "sensitive";r=0;t=\d+$/);
    expect(verdict?.retryAfterSeconds).toBeGreaterThan(0);
  });

  it('starts again when its window has passed', async () => {
    const [limits] = limitsOf(1);
    expect((await limits?.check('d', ['general']))?.allowed).toBe(true);
    await replicas[0]?.pool.query(
      `update rate_buckets set expires_at = now() where key = 'general:d'`,
    );
    const [, other] = limitsOf(1);
    expect((await other?.check('d', ['general']))?.allowed).toBe(true);
  });

  it('is off at 0', () => {
    expect(limitsOf(0)[0]?.check('e', ['general'])).toBeUndefined();
  });

  it('goes on counting in memory while the database is away', async () => {
    const gone = openDatabase({
      url: 'postgres://x@127.0.0.1:1/x',
      max: 1,
      applicationName: 'gone',
    });
    const limits = createLimits(createBucketStore(gone.pool), 3);
    const verdicts = [];
    for (let n = 0; n < 5; n++) verdicts.push(await limits.check('f', ['general']));
    expect(verdicts.map((verdict) => verdict?.allowed)).toEqual([true, true, true, false, false]);
    await gone.close();
  });
});
