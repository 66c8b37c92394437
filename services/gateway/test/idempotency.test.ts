import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Unavailable } from '@karcis/messaging';
import { until } from '@karcis/testing';
import pg from 'pg';
import { aHold, bearer, hold, post } from './client.ts';
import { methodId } from './facts.ts';
import { useWorld } from './world.ts';

const LEASE_MS = 2_000;
const world = useWorld({ replicas: 2, pace: { leaseMs: LEASE_MS } });
let sql: pg.Pool;

beforeAll(() => {
  sql = new pg.Pool({ connectionString: world.databaseUrl, max: 1 });
});
afterAll(() => sql.end());

const aKey = () => ({ 'Idempotency-Key': randomUUID() });
const replicas = () => world.gateways.map(({ url }) => url) as [string, string];

const seen = new Map<string, Set<string>>();

/** How often the ends of living leases have moved since the first look. */
async function renewals(table: string): Promise<number> {
  const { rows } = await sql.query(
    `select key || lease_until::text as lease from ${table} where lease_until > now()`,
  );
  const leases = seen.get(table) ?? new Set();
  seen.set(table, leases);
  for (const { lease } of rows) leases.add(lease);
  return leases.size - 1;
}

/** Makes the next answers of a call wait until `open` is called. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

async function aBooking() {
  const { json } = await hold(world.url);
  const act = (what: string, body: unknown, headers: Record<string, string>, url = world.url) =>
    post(`${url}/api/bookings/${json.id}/${what}`, body, {
      ...bearer(json.ownerToken),
      ...headers,
    });
  return { id: json.id as string, code: json.code as string, act };
}

const askedFor = (subject: string) =>
  world.neighbours.asked.filter((call) => call.subject === subject);

describe.each([
  ['a hold', (url: string, headers: Record<string, string>) => hold(url, aHold, headers)],
])('the key of %s', (_what, send) => {
  it.each([
    ['missing', {}],
    ['too short', { 'Idempotency-Key': 'short' }],
    ['too long', { 'Idempotency-Key': 'x'.repeat(256) }],
  ])('is refused when %s', async (_case, headers) => {
    const answer = await post(`${world.url}/api/bookings/hold`, aHold, {
      'Idempotency-Key': '',
      ...headers,
    });
    expect([answer.status, answer.json.code]).toEqual([400, 'idempotency-key-required']);
  });

  it('runs one request and tells the others that it is running', async () => {
    const { key, first, open, one } = await aHoldUnderWay();
    const second = await send(one, key);
    expect([second.status, second.json.code]).toEqual([409, 'request-in-progress']);
    expect(second.headers.get('retry-after')).toBe('1');
    const other = await hold(one, { ...aHold, quantity: 2 }, key);
    expect([other.status, other.json.code]).toEqual([422, 'idempotency-key-reused']);
    expect(askedFor('cmd.booking.hold.v1')).toHaveLength(1);

    open();
    expect((await first).status).toBe(201);
    expect((await send(one, key)).text).toBe((await first).text);
  });

  it('gives the first answer on another replica too, which waits for it', async () => {
    const { key, first, open, two } = await aHoldUnderWay();
    const second = send(two, key);
    await until(() => askedFor('cmd.booking.hold.v1').length === 2);
    open();
    const answers = [await first, await second];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]!.text).toBe(answers[0]!.text);
    expect(
      answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true'),
    ).toHaveLength(1);
  });

  /** The first request of a key, whose answer waits for `open`. */
  async function aHoldUnderWay() {
    const waiting = gate();
    const usual = world.neighbours.answers.holdBooking;
    world.neighbours.answers.holdBooking = async (request) => {
      await waiting.passed;
      return usual(request);
    };
    const key = aKey();
    const [one, two] = replicas();
    const first = send(one, key);
    await until(() => askedFor('cmd.booking.hold.v1').length === 1);
    return { key, first, one, two, open: waiting.open };
  }

  it('runs one of many that come at once', async () => {
    const key = aKey();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => send(replicas()[n % 2 ? 1 : 0], key)),
    );
    const fresh = answers.filter(
      ({ status, headers }) => status === 201 && !headers.has('idempotency-replayed'),
    );
    expect(fresh).toHaveLength(1);
    for (const { status, text } of answers) {
      if (status === 201) expect(text).toBe(fresh[0]!.text);
      else expect(status).toBe(409);
    }
  });

  it('means one request only', async () => {
    const key = aKey();
    await send(world.url, key);
    for (const url of replicas()) {
      const other = await hold(url, { ...aHold, quantity: 2 }, key);
      expect([other.status, other.json.code]).toEqual([422, 'idempotency-key-reused']);
    }
  });

  it('is free again after a refusal, for a corrected request too', async () => {
    const usual = world.neighbours.answers.holdBooking;
    world.neighbours.answers.holdBooking = () => ({ outcome: 'sold-out' });
    const key = aKey();
    expect((await send(world.url, key)).json.code).toBe('sold-out');
    expect((await send(world.url, key)).json.code).toBe('sold-out');

    world.neighbours.answers.holdBooking = usual;
    const corrected = await hold(world.url, { ...aHold, quantity: 2 }, key);
    expect([corrected.status, corrected.json.quantity]).toEqual([201, 2]);
  });

  it('is free again after an outage, and the repeat finds what was done', async () => {
    const usual = world.neighbours.answers.holdBooking;
    world.neighbours.answers.holdBooking = (request) => {
      void usual(request);
      throw new Unavailable('after the deed');
    };
    const key = aKey();
    const lost = await send(world.url, key);
    expect([lost.status, lost.json.code]).toEqual([503, 'service-unavailable']);
    expect(lost.headers.get('retry-after')).toBeTruthy();

    world.neighbours.answers.holdBooking = usual;
    const again = await send(world.url, key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  });

  it('answers already-done with the place of the result after seven days', async () => {
    const key = aKey();
    const { json } = await send(world.url, key);
    const known = world.neighbours.holds.get(json.id)!;
    const createdAt = new Date(Date.now() - 7 * 86_400_000 - 1000).toISOString();
    world.neighbours.holds.set(json.id, { ...known, first: { ...known.first, createdAt } });

    const late = await send(world.url, key);
    expect([late.status, late.json.code]).toEqual([409, 'already-done']);
    expect(late.headers.get('location')).toBe(`/api/bookings/${json.code}`);
  });
});

describe('the key of a command on a booking', () => {
  it('keeps the answer, byte for byte, whatever happened since', async () => {
    const booking = await aBooking();
    const key = aKey();
    const first = await booking.act('select-method', { methodId }, key);
    world.neighbours.change(booking.id, { state: 'EXPIRED' });
    const second = await booking.act('select-method', { methodId }, key, replicas()[1]);

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(askedFor('cmd.booking.select-method.v1')).toHaveLength(1);
  });

  it('goes along with the command, hashed, so that the effect remembers it', async () => {
    const booking = await aBooking();
    await booking.act(
      'select-method',
      { methodId },
      { 'Idempotency-Key': 'a-key-that-stays-here' },
    );
    const [call] = askedFor('cmd.booking.select-method.v1') as { request: { operation: string } }[];
    expect(call!.request.operation).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('belongs to its owner: another booking may use the same text', async () => {
    const [one, two] = [await aBooking(), await aBooking()];
    const key = aKey();
    expect((await one.act('cancel', undefined, key)).status).toBe(200);
    const answer = await two.act('cancel', undefined, key);
    expect([answer.status, answer.json.id]).toEqual([200, two.id]);
  });

  it('belongs to its route: the same text on another route is another key', async () => {
    const booking = await aBooking();
    const key = aKey();
    expect((await booking.act('select-method', { methodId }, key)).status).toBe(200);
    expect((await booking.act('cancel', undefined, key)).json.state).toBe('CANCELLED');
  });

  it('means one request only', async () => {
    const booking = await aBooking();
    const key = aKey();
    await booking.act('select-method', { methodId }, key);
    const other = await booking.act('select-method', { methodId: randomUUID() }, key);
    expect([other.status, other.json.code]).toEqual([422, 'idempotency-key-reused']);
  });

  it('is free again after a refusal, for a corrected request too', async () => {
    const booking = await aBooking();
    const key = aKey();
    const usual = world.neighbours.answers.selectMethod;
    world.neighbours.answers.selectMethod = () => ({
      ok: false,
      refusal: { code: 'payment-method-not-found' },
    });
    const refused = await booking.act('select-method', { methodId: randomUUID() }, key);
    expect([refused.status, refused.json.code]).toEqual([422, 'payment-method-not-found']);
    world.neighbours.answers.selectMethod = usual;
    expect((await booking.act('select-method', { methodId }, key)).status).toBe(200);
  });

  it('runs one request and tells the others, on any replica, that it is running', async () => {
    const booking = await aBooking();
    const waiting = gate();
    const usual = world.neighbours.answers.cancelBooking;
    world.neighbours.answers.cancelBooking = async (request) => {
      await waiting.passed;
      return usual(request);
    };
    const key = aKey();
    const first = booking.act('cancel', undefined, key);
    await until(() => askedFor('cmd.booking.cancel.v1').length === 1);
    await until(async () => (await renewals('idempotency_keys')) >= 2, { what: 'the heartbeat' });
    const second = await booking.act('cancel', {}, key, replicas()[1]);
    expect([second.status, second.json.code]).toEqual([409, 'request-in-progress']);
    expect(second.headers.get('retry-after')).toBe('1');

    waiting.open();
    expect((await first).status).toBe(200);
  });

  it('is taken over when its gateway died: the deed is asked for again, under the same id', async () => {
    const booking = await aBooking();
    const dead = gate();
    const usual = world.neighbours.answers.selectMethod;
    world.neighbours.answers.selectMethod = async () => {
      await dead.passed;
      throw new Unavailable('nobody asks any more');
    };
    const key = aKey();
    const lost = booking.act('select-method', { methodId }, key).catch(() => undefined);
    await until(() => askedFor('cmd.booking.select-method.v1').length === 1);
    await sql.query(
      `update idempotency_keys set holder = gen_random_uuid() where holder is not null`,
    );
    world.neighbours.answers.selectMethod = usual;

    const other = () => booking.act('select-method', { methodId: randomUUID() }, key);
    expect((await other()).status).toBe(422);
    const taken = await until(async () => {
      const answer = await booking.act('select-method', { methodId }, key, replicas()[1]);
      return answer.status === 200 && answer;
    });
    expect(taken.headers.get('idempotency-replayed')).toBeNull();
    const operations = askedFor('cmd.booking.select-method.v1').map(
      ({ request }) => (request as { operation: string }).operation,
    );
    expect(operations).toEqual([operations[0], operations[0]]);
    dead.open();
    await lost;
  });

  it('does not go to another request while nobody knows what the first one did', async () => {
    const booking = await aBooking();
    const usual = world.neighbours.answers.selectMethod;
    world.neighbours.answers.selectMethod = () => {
      throw new Unavailable('who knows');
    };
    const key = aKey();
    expect((await booking.act('select-method', { methodId }, key)).status).toBe(503);
    world.neighbours.answers.selectMethod = usual;
    expect((await booking.act('select-method', { methodId: randomUUID() }, key)).status).toBe(422);
    expect((await booking.act('select-method', { methodId }, key)).status).toBe(200);
  });

  it('answers already-done after seven days, before and after the clean-up', async () => {
    const booking = await aBooking();
    const key = aKey();
    await booking.act('cancel', undefined, key);
    await sql.query(`update idempotency_keys set answered_at = answered_at - interval '7 days'`);
    const check = async () => {
      const late = await booking.act('cancel', undefined, key);
      expect([late.status, late.json.code]).toEqual([409, 'already-done']);
      expect(late.headers.get('location')).toBe(`/api/bookings/${booking.code}`);
    };
    await check();
    await sql.query('update idempotency_keys set body = null, headers = null');
    await check();
  });
});
