import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as contracts from '@karcis/contracts';
import { type Answer, type Json, bearer, get, hold, post, send } from './client.ts';
import { draftId, itemId, methodId } from './facts.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();

const admin = bearer(API_KEY);
const code = (answer: Answer) => [answer.status, answer.json?.code];
const at = (path: string) => `${world.url}/api/admin${path}`;
const patch = (path: string, body: unknown) =>
  send(at(path), {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { ...admin, 'Content-Type': 'application/json' },
  });
const remove = (path: string) => send(at(path), { method: 'DELETE', headers: admin });
const asked = (subject: string) =>
  world.neighbours.asked
    .filter((call) => call.subject === subject)
    .map(({ request }) => request as Json);
const nobody = '0199d1c0-0000-7000-8000-000000000404';

/** What whoever has no session yet may ask for. */
const BEFORE_A_SESSION = ['', '/second-factor']
  .map((step) => `/api/admin/login${step}`)
  .concat('/api/admin/set-password');

/** Done twice, they come to the same or are refused. */
const OF_A_SESSION = [
  ...['/logout', '/password', '/sessions/end-others'],
  ...['', '/confirm', '/remove'].map((step) => `/second-factor${step}`),
]
  .map((path) => `/api/admin${path}`)
  .concat(BEFORE_A_SESSION);

describe('organisers’ routes', () => {
  it('are for organisers only', async () => {
    const routes = world.gateways[0]!.routes.filter(
      ({ path }) => path.startsWith('/api/admin') && !BEFORE_A_SESSION.includes(path),
    );
    expect(routes.length).toBeGreaterThan(20);
    for (const { method, path } of routes) {
      const url = world.url + path.replace(':id', itemId);
      const answer = await send(url, { method: method.toUpperCase() });
      expect([method, path, ...code(answer)]).toEqual([method, path, 401, 'unauthorized']);
    }
    expect(world.neighbours.asked.filter(({ subject }) => !subject.includes('time'))).toEqual([]);
  });

  it('that are POSTs need an idempotency key, but those of a session', async () => {
    for (const { method, path, idempotent } of world.gateways[0]!.routes) {
      if (method !== 'post' || !path.startsWith('/api/admin')) continue;
      const answer = await send(world.url + path.replace(':id', itemId), {
        method: 'POST',
        headers: admin,
      });
      const isMissed = answer.json?.code === 'idempotency-key-required';
      expect([path, isMissed]).toEqual([path, !OF_A_SESSION.includes(path)]);
      expect(Boolean(idempotent)).toBe(isMissed);
    }
  });
});

describe('items', () => {
  const item = { title: 'Kelas Baru', startsAt: '2027-02-01T03:00:00Z', capacity: 0, price: 0 };

  it('are listed and found with drafts', async () => {
    const list = await get(at('/items'), admin);
    expect(list.json.data.map(({ id }: { id: string }) => id)).toContain(draftId);
    expect((await get(at(`/items/${draftId}`), admin)).json.status).toBe('DRAFT');
    expect(code(await get(at(`/items/${nobody}`), admin))).toEqual([404, 'item-not-found']);
  });

  it('are made under an id of the key, so that a repeat makes no second one', async () => {
    const key = { ...admin, 'Idempotency-Key': randomUUID() };
    const made = await post(at('/items'), item, key);
    expect(made.status).toBe(201);
    expect(contracts.Item.parse(made.json)).toEqual(made.json);
    expect(made.headers.get('location')).toBe(`/api/admin/items/${made.json.id}`);

    const again = await post(at('/items'), item, key);
    expect([again.text, again.headers.get('location')]).toEqual([
      made.text,
      made.headers.get('location'),
    ]);
    expect(asked('cmd.capacity.create-item.v1')).toHaveLength(1);
  });

  it('are refused by name: a taken slug, a capacity in use, an odd instant', async () => {
    world.neighbours.answers.createItem = () => ({ outcome: 'slug-taken' });
    expect(code(await post(at('/items'), item, admin))).toEqual([409, 'slug-taken']);

    world.neighbours.answers.updateItem = () => ({ outcome: 'capacity-in-use', inUse: 7 });
    const inUse = await patch(`/items/${itemId}`, { capacity: 1 });
    expect([...code(inUse), inUse.json.inUse]).toEqual([409, 'capacity-in-use', 7]);

    world.neighbours.answers.updateItem = () => ({
      outcome: 'invalid',
      pointer: '/endsAt',
      detail: 'before the start',
    });
    const invalid = await patch(`/items/${itemId}`, { startsAt: '2029-01-01T00:00:00Z' });
    expect([...code(invalid), invalid.json.errors[0].pointer]).toEqual([
      422,
      'validation-failed',
      '/endsAt',
    ]);
  });

  it('are changed, opened and closed', async () => {
    expect((await patch(`/items/${itemId}`, { title: 'Baru' })).json.title).toBe('Baru');
    expect((await post(at(`/items/${itemId}/close`), undefined, admin)).json.status).toBe('CLOSED');
    expect((await post(at(`/items/${itemId}/open`), {}, admin)).json.status).toBe('OPEN');
    expect(code(await patch(`/items/${nobody}`, {}))).toEqual([404, 'item-not-found']);
    expect(code(await patch('/items/none', {}))).toEqual([404, 'item-not-found']);
  });

  it('may have a long description', async () => {
    const long = { ...item, description: 'é'.repeat(10_000) };
    expect((await post(at('/items'), long, admin)).status).toBe(201);
    expect(
      code(await post(at('/items'), { ...long, description: 'x'.repeat(10_001) }, admin)),
    ).toEqual([422, 'validation-failed']);
  });
});

describe('ways to pay', () => {
  it('are added, changed and removed', async () => {
    const added = await post(at('/payment-methods'), { type: 'bank', displayName: 'BCA' }, admin);
    expect(added.status).toBe(201);
    expect(contracts.AdminPaymentMethod.parse(added.json)).toEqual(added.json);
    expect((await patch(`/payment-methods/${methodId}`, { active: false })).json.active).toBe(
      false,
    );
    expect((await remove(`/payment-methods/${methodId}`)).status).toBe(204);
    expect((await get(at('/payment-methods'), admin)).json).toEqual({ data: [], nextCursor: null });
    expect((await patch(`/payment-methods/${nobody}`, {})).status).toBe(404);
    expect((await remove(`/payment-methods/${nobody}`)).status).toBe(404);
  });
});

describe('bookings', () => {
  it('are listed with their filters', async () => {
    await hold(world.url);
    const { status, json } = await get(
      at(`/bookings?state=REVIEW&itemId=${itemId}&q=siti&limit=7`),
      admin,
    );
    expect(status).toBe(200);
    expect(contracts.AdminBookingRow.parse(json.data[0])).toEqual(json.data[0]);
    expect(asked('qry.booking.bookings.v1')).toEqual([
      { state: 'REVIEW', itemId, q: 'siti', limit: 7 },
    ]);
  });

  it('show the audit trail, and other bookings with the same file', async () => {
    const { json: held } = await hold(world.url);
    const proofId = randomUUID();
    world.neighbours.change(held.id, {
      state: 'REVIEW',
      proof: {
        id: proofId,
        status: 'accepted',
        code: null,
        mime: 'image/png',
        size: 1,
        sha256: 'ab',
        uploadedAt: held.createdAt,
      },
    });
    const entry = {
      version: 1,
      actor: 'customer',
      ipHash: 'abcd',
      from: null,
      to: 'HOLD',
      reason: null,
      at: held.createdAt,
      hash: 'h',
    } as const;
    const duplicate = { bookingId: nobody, proofId: nobody, uploadedAt: held.createdAt };
    world.neighbours.answers.findAudit = () => ({ audit: [entry], intact: true });
    world.neighbours.answers.findProof = () => ({
      proof: {
        proofId,
        bookingId: held.id,
        status: 'accepted',
        code: null,
        mime: 'image/png',
        size: 1,
        sha256: 'ab',
        uploadedAt: held.createdAt,
        hasPreview: true,
        deletedAt: null,
        duplicates: [duplicate],
      },
    });

    const { json } = await get(at(`/bookings/${held.id}`), admin);
    expect(contracts.AdminBooking.parse(json)).toEqual(json);
    expect(json).toMatchObject({
      audit: [entry],
      auditIntact: true,
      duplicates: [duplicate],
      name: 'Siti Aminah',
    });
    expect(code(await get(at(`/bookings/${nobody}`), admin))).toEqual([404, 'booking-not-found']);
  });

  it('are approved and rejected once for a key', async () => {
    const [one, two] = [(await hold(world.url)).json, (await hold(world.url)).json];
    const key = { ...admin, 'Idempotency-Key': randomUUID() };
    const approved = await post(at(`/bookings/${one.id}/approve`), undefined, key);
    expect([approved.status, approved.json.state]).toEqual([200, 'PAID']);
    expect((await post(at(`/bookings/${one.id}/approve`), {}, key)).text).toBe(approved.text);
    expect(asked('cmd.booking.approve.v1')).toHaveLength(1);
    // The key is the organiser's, on this route: another booking is another request.
    expect(code(await post(at(`/bookings/${two.id}/approve`), {}, key))).toEqual([
      422,
      'idempotency-key-reused',
    ]);

    const rejected = await post(
      at(`/bookings/${two.id}/reject`),
      { reason: 'Nominal kurang' },
      admin,
    );
    expect([rejected.status, rejected.json.state]).toEqual([200, 'REJECTED']);
    expect(asked('cmd.booking.reject.v1')[0]).toMatchObject({ reason: 'Nominal kurang' });
    expect(code(await post(at(`/bookings/${two.id}/reject`), { reason: ' ' }, admin))).toEqual([
      422,
      'validation-failed',
    ]);
  });

  it('that cannot be approved say why', async () => {
    world.neighbours.answers.approveBooking = () => ({
      ok: false,
      refusal: { code: 'invalid-transition', state: 'EXPIRED' },
    });
    const answer = await post(at(`/bookings/${nobody}/approve`), undefined, admin);
    expect([...code(answer), answer.json.state]).toEqual([409, 'invalid-transition', 'EXPIRED']);
  });

  it('are a table that no spreadsheet runs, page by page', async () => {
    const [first, second] = [(await hold(world.url)).json, (await hold(world.url)).json];
    const bookings = [first, second].map(({ id }) => world.neighbours.bookings.get(id)!);
    world.neighbours.answers.listBookings = ({ cursor }) =>
      cursor
        ? { data: [{ ...bookings[1]!, note: 'two\n"lines"' }], nextCursor: null }
        : { data: [{ ...bookings[0]!, note: '=cmd|calc' }], nextCursor: 'more' };
    const answer = await get(at('/bookings.csv?state=REVIEW'), admin);

    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFF?code,state,/);
    expect(lines[1]).toContain(`${first.code},`);
    expect(lines[1]).toContain(",'=cmd|calc,");
    expect(answer.text).toContain('"two\n""lines"""');
    expect(asked('qry.booking.bookings.v1').map(({ cursor, state }) => [cursor, state])).toEqual([
      [undefined, 'REVIEW'],
      ['more', 'REVIEW'],
    ]);
  });

  it('have totals', async () => {
    const { json } = await get(at('/stats'), admin);
    expect(contracts.Stats.parse(json)).toEqual(json);
  });
});
