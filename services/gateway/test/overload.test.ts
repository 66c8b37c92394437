import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { problemHandler } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';
import express from 'express';
import { type AppDeps, createListener } from '../src/http/app.ts';
import { HOLD_PATH } from '../src/http/hold.ts';
import { TURN_MAX, createTurns } from '../src/http/turns.ts';
import {
  BUSY_FROM,
  UNKNOWN_MAX,
  WAIT_MS,
  WINDOW_MS,
  createInFlightLimit,
} from '../src/limits/in-flight-limit.ts';
import { get, hold } from './client.ts';
import { itemId } from './facts.ts';
import { useWorld } from './world.ts';

/** A limit with work that ends when it is told to, and a clock that is set. */
function aLimit() {
  let now = 0;
  const ends: (() => void)[] = [];
  const outcomes = { done: 0, refused: 0 };
  const limit = createInFlightLimit({ now: () => now, onRefused: () => outcomes.refused++ });
  return {
    outcomes,
    pass: (ms: number) => (now += ms),
    come(count: number) {
      for (let n = 0; n < count; n++) {
        const work = () => new Promise<void>((end) => ends.push(end));
        limit.run(work).then(
          () => outcomes.done++,
          () => undefined,
        );
      }
    },
    async end(count: number) {
      for (const end of ends.splice(0, count)) end();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('the limit of what is under way', () => {
  it('lets a crowd in before it is known how fast it can be served, up to a bound', () => {
    const { come, outcomes } = aLimit();
    come(UNKNOWN_MAX);
    expect(outcomes.refused).toBe(0);
    come(1);
    expect(outcomes.refused).toBe(1);
  });

  it('lets in as many as end within the longest wait, once the speed is known', async () => {
    const { come, end, pass, outcomes } = aLimit();
    come(UNKNOWN_MAX);
    await end(900);
    pass(WINDOW_MS);
    const speed = 900 / WINDOW_MS;
    const left = UNKNOWN_MAX - 900;
    come(2_000);
    expect(2_000 - outcomes.refused).toBe(speed * WAIT_MS - left);
  });

  it('lets nobody else wait for what does not end', () => {
    const { come, pass, outcomes } = aLimit();
    come(BUSY_FROM);
    pass(WINDOW_MS);
    come(10);
    expect(outcomes.refused).toBe(10);
  });

  it('lets a crowd in again right after the rush', async () => {
    const { come, end, pass, outcomes } = aLimit();
    come(BUSY_FROM);
    pass(WINDOW_MS);
    come(1);
    expect(outcomes.refused).toBe(1);
    await end(BUSY_FROM);
    come(500);
    expect(outcomes.refused).toBe(1);
  });

  it('gives a place back whose work failed', async () => {
    const limit = createInFlightLimit();
    for (let n = 0; n < UNKNOWN_MAX + 1; n++) {
      await expect(limit.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    }
  });
});

describe('turns', () => {
  it('let others run between two shares of a crowd that is ready all at once', async () => {
    const begun: number[] = [];
    const turns = createTurns();
    for (let n = 0; n < 3 * TURN_MAX; n++) turns(() => begun.push(n));
    expect(begun).toHaveLength(TURN_MAX);

    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    expect(begun).toHaveLength(2 * TURN_MAX);
    await turn();
    expect(begun).toEqual(Array.from({ length: 3 * TURN_MAX }, (_, n) => n));
  });
});

describe('a crowd of which some went away', () => {
  /** A listener that only notes what it begins, and the crowd that comes to it in one turn. */
  function aCrowd(method: string, url: string) {
    const begun: IncomingMessage[] = [];
    const note = (req: IncomingMessage) => void begun.push(req);
    const listener = createListener({
      routes: [],
      docs: express.Router(),
      pages: undefined,
      headers: {},
      answerError: problemHandler({ log: createLogger('gateway', 'silent') }),
      hold: async (req) => note(req),
      clientOf: (req) => (note(req), { address: '', subscriber: '', ipHash: '' }),
      holdsInFlight: createInFlightLimit(),
    } as Partial<AppDeps> as AppDeps);
    const crowd = Array.from({ length: TURN_MAX + 2 }, () => {
      const req = Object.assign(new IncomingMessage(new Socket()), { method, url });
      listener(req, new ServerResponse(req));
      return req;
    });
    return { crowd, begun };
  }

  it.each([
    ['holds', 'POST', HOLD_PATH],
    ['other requests', 'GET', '/'],
  ])('has its %s left out that wait for a turn', async (_, method, url) => {
    const { crowd, begun } = aCrowd(method, url);
    const [gone, stayed] = crowd.slice(-2) as [IncomingMessage, IncomingMessage];
    gone.socket.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toHaveLength(TURN_MAX + 1);
    expect(begun).toContain(stayed);
    expect(begun).not.toContain(gone);
  });
});

describe('a gateway with far too much to do', () => {
  const world = useWorld();

  it.each([
    ['holds', () => hold(world.url), 'holdBooking', 201],
    ['reads', () => get(`${world.url}/api/items/${itemId}`), 'findItem', 200],
  ] as const)(
    'answers %s beyond its bound with 503 and when to come back',
    async (_, ask, call, ok) => {
      const usual = world.neighbours.answers[call];
      const { promise: opened, resolve: open } = Promise.withResolvers<void>();
      Object.assign(world.neighbours.answers, {
        [call]: (request: never) => opened.then(() => usual(request)),
      });

      const crowd = Array.from({ length: UNKNOWN_MAX + 100 }, ask);
      const refused = await Promise.race(crowd);
      expect(refused.status).toBe(503);
      expect(refused.json.code).toBe('service-unavailable');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.headers.get('x-request-id')).toBeTruthy();

      open();
      const statuses = (await Promise.all(crowd)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([ok, 503]));
      expect((await ask()).status).toBe(ok);
    },
  );
});
