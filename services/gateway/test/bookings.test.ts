import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Booking, PublicBooking } from '@karcis/contracts';
import { Unavailable } from '@karcis/messaging';
import { type Answer, aHold, bearer, get, hold, post, send } from './client.ts';
import { methodId } from './facts.ts';
import { useWorld } from './world.ts';

const world = useWorld();

const code = (answer: Answer) => [answer.status, answer.json?.code];
const cookieOf = (answer: Answer) => answer.headers.get('set-cookie')!.split(';')[0]!;
const dashed = (text: string) => text.match(/.{4}/g)!.join('-');

async function aBooking() {
  const held = await hold(world.url);
  const { id, code, ownerToken } = held.json;
  return {
    id: id as string,
    code: code as string,
    token: ownerToken as string,
    cookie: cookieOf(held),
    path: `${world.url}/api/bookings/${id}`,
    view: (headers = {}) => get(`${world.url}/api/bookings/${code}`, headers),
  };
}

/** What a browser needs for an unsafe request. */
async function csrf(cookie: string) {
  const answer = await get(`${world.url}/api/csrf`, { Cookie: cookie });
  return {
    Cookie: `${cookie}; ${cookieOf(answer)}`,
    'X-CSRF-Token': answer.json.csrfToken as string,
  };
}

describe('a booking by its code', () => {
  it.each([
    ['as it is', (text: string) => text],
    ['with dashes', dashed],
    ['in lower case', (text: string) => dashed(text).toLowerCase()],
  ])('is found %s', async (_how, write) => {
    const { code, id } = await aBooking();
    expect((await get(`${world.url}/api/bookings/${write(code)}`)).json.id).toBe(id);
  });

  it('is masked for everybody', async () => {
    const { view } = await aBooking();
    const { json, text } = await view();
    expect(PublicBooking.parse(json)).toEqual(json);
    expect(json.name).toBe('S***i A***h');
    expect(text).not.toMatch(/siti@example|Aminah/);
  });

  it('is whole for its owner, by token or by cookie', async () => {
    const { view, token, cookie } = await aBooking();
    for (const headers of [bearer(token), { Cookie: cookie }]) {
      const { json } = await view(headers);
      expect(Booking.parse(json)).toEqual(json);
      expect(json.name).toBe('Siti Aminah');
    }
  });

  it('is masked with another booking’s token, or a cookie of that name with another token', async () => {
    const [mine, other] = [await aBooking(), await aBooking()];
    for (const headers of [
      bearer(other.token),
      bearer('x'),
      { Cookie: other.cookie },
      { Cookie: `karcis_owner_${mine.code}=${other.token}` },
      { Authorization: 'Basic abc' },
    ]) {
      expect((await mine.view(headers)).json.contact).toBeUndefined();
    }
  });

  it('shows messages to its owner, and does without them when the notifier is away', async () => {
    const { view, token } = await aBooking();
    const sent = {
      kind: 'held',
      channel: 'email',
      status: 'sent',
      at: new Date().toISOString(),
    } as const;
    world.neighbours.answers.findDeliveries = () => ({ notifications: [sent] });
    expect((await view(bearer(token))).json.notifications).toEqual([sent]);

    world.neighbours.answers.findDeliveries = () => {
      throw new Unavailable('away');
    };
    expect((await view(bearer(token))).json.notifications).toEqual([]);
  });
});

describe.each([
  ['select-method', { methodId }],
  ['cancel', undefined],
])('POST …/%s', (what, body) => {
  it('is for the owner: 401 without a token, 403 with another’s, 404 for no booking', async () => {
    const [mine, other] = [await aBooking(), await aBooking()];
    expect(code(await post(`${mine.path}/${what}`, body))).toEqual([401, 'unauthorized']);
    expect(code(await post(`${mine.path}/${what}`, body, bearer(other.token)))).toEqual([
      403,
      'forbidden',
    ]);
    for (const id of [randomUUID(), 'none', mine.code]) {
      const answer = await post(
        `${world.url}/api/bookings/${id}/${what}`,
        body,
        bearer(mine.token),
      );
      expect(code(answer)).toEqual([404, 'booking-not-found']);
    }
    expect(world.neighbours.bookings.get(mine.id)!.version).toBe(1);
  });

  it('answers the owner’s view', async () => {
    const { path, token } = await aBooking();
    const { status, json } = await post(`${path}/${what}`, body, bearer(token));
    expect(status).toBe(200);
    expect(Booking.parse(json)).toEqual(json);
  });

  it('by cookie needs the CSRF token', async () => {
    const { path, cookie } = await aBooking();
    const guarded = await csrf(cookie);
    for (const headers of [
      { Cookie: cookie },
      { Cookie: guarded.Cookie },
      { Cookie: cookie, 'X-CSRF-Token': guarded['X-CSRF-Token'] },
      { Cookie: guarded.Cookie, 'X-CSRF-Token': 'x.y' },
    ]) {
      expect(code(await post(`${path}/${what}`, body, headers))).toEqual([
        403,
        'csrf-token-invalid',
      ]);
    }
    for (const headers of [
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      expect(code(await post(`${path}/${what}`, body, { ...guarded, ...headers }))).toEqual([
        403,
        'forbidden',
      ]);
    }
    expect((await post(`${path}/${what}`, body, { ...guarded, Origin: world.url })).status).toBe(
      200,
    );
  });

  it('says which state stood in the way', async () => {
    const { path, token } = await aBooking();
    const refusal = { ok: false, refusal: { code: 'invalid-transition', state: 'PAID' } } as const;
    Object.assign(world.neighbours.answers, {
      selectMethod: () => refusal,
      cancelBooking: () => refusal,
    });
    const answer = await post(`${path}/${what}`, body, bearer(token));
    expect(code(answer)).toEqual([409, 'invalid-transition']);
    expect(answer.json.state).toBe('PAID');
  });

  it('sends the hashed address along', async () => {
    const { path, token } = await aBooking();
    await post(`${path}/${what}`, body, bearer(token));
    const call = world.neighbours.asked.find(({ subject }) => subject === `cmd.booking.${what}.v1`);
    expect(call?.request).toMatchObject({ ipHash: expect.stringMatching(/^[0-9a-f]{16}$/) });
  });
});

describe('a hold', () => {
  it.each(['item-not-found', 'item-closed', 'sold-out', 'hold-expired'] as const)(
    'is refused: %s',
    async (outcome) => {
      world.neighbours.answers.holdBooking = () => ({ outcome });
      const answer = await hold(world.url);
      expect(code(answer)).toEqual([outcome === 'item-not-found' ? 404 : 409, outcome]);
      expect(answer.headers.has('set-cookie')).toBe(false);
    },
  );

  it('says when the queue is full until when', async () => {
    world.neighbours.answers.holdBooking = () => ({
      outcome: 'hold-pool-full',
      now: '2026-11-23T10:00:00.000Z',
      nextReleaseAt: '2026-11-23T10:01:30.200Z',
    });
    const answer = await hold(world.url);
    expect(code(answer)).toEqual([409, 'hold-pool-full']);
    expect(answer.json.title).toBe('Antrean penuh, coba beberapa saat lagi.');
    expect(answer.headers.get('retry-after')).toBe('91');
  });

  it('of too many names the field and the most that pass', async () => {
    world.neighbours.answers.holdBooking = () => ({
      outcome: 'quantity-too-large',
      maxQuantity: 3,
    });
    const answer = await hold(world.url, { ...aHold, quantity: 4 }, { 'Accept-Language': 'en' });
    expect(code(answer)).toEqual([422, 'validation-failed']);
    expect(answer.json.errors).toEqual([
      { pointer: '/quantity', code: 'too-big', detail: 'At most 3' },
    ]);
  });

  it('finds its item by short id, in any case', async () => {
    expect((await hold(world.url, { ...aHold, itemId: '7gk2m9qx' })).status).toBe(201);
  });

  it('needs no CSRF token: no cookie authenticates it', async () => {
    const answer = await hold(world.url, aHold, { Cookie: 'karcis.session_token=x' });
    expect(answer.status).toBe(201);
  });

  it('passes with a query that means nothing', async () => {
    const answer = await post(`${world.url}/api/bookings/hold?utm_source=wa`, aHold);
    expect(answer.status).toBe(201);
  });
});

describe('items', () => {
  it.each([
    '0199d1c0-0000-7000-8000-000000000001',
    '7GK2M9QX',
    '7gk2m9qx',
    'kelas-keramik-7GK2M9QX',
    'an-older-slug-7gk2m9qx',
  ])('are found by %s', async (ref) => {
    const { status, json } = await get(`${world.url}/api/items/${ref}`);
    expect([status, json.shortId]).toEqual([200, '7GK2M9QX']);
  });

  it('that are drafts do not exist for the public', async () => {
    const { json } = await get(`${world.url}/api/items?limit=5`);
    expect(json.data.map(({ shortId }: { shortId: string }) => shortId)).toEqual(['7GK2M9QX']);
    expect(json.nextCursor).toBeNull();
    for (const rest of ['', '/stream', '/payment-methods']) {
      expect((await get(`${world.url}/api/items/7GK2M9QY${rest}`)).status).toBe(404);
    }
  });

  it('have ways to pay', async () => {
    const { json } = await get(`${world.url}/api/items/7GK2M9QX/payment-methods`);
    expect(json).toEqual({ data: [expect.objectContaining({ id: methodId })] });
  });

  it('answer HEAD like GET, without the body', async () => {
    const answer = await send(`${world.url}/api/items`, { method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});
