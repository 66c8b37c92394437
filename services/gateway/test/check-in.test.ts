import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { bearer, get, post } from './client.ts';
import { aDoorTicket, itemId } from './facts.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();
const organiser = bearer(API_KEY);
const checkIn = (body: unknown, headers = {}) =>
  post(`${world.url}/api/admin/check-in`, body, { ...organiser, ...headers });

describe('POST /api/admin/check-in', () => {
  it('lets in, and a repeat of the key gets the same bytes without asking again', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const first = await checkIn({ token: 'a.b.c', door: 'Timur' }, key);
    expect(first.status).toBe(200);
    expect(first.json).toEqual({ ticket: aDoorTicket, serverTime: expect.any(String) });
    const again = await checkIn({ token: 'a.b.c', door: 'Timur' }, key);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(
      world.neighbours.asked.filter(({ subject }) => subject.includes('check-in')),
    ).toHaveLength(1);
  });

  it('says when and where a ticket came in', async () => {
    world.neighbours.answers.checkIn = () => ({
      ok: false,
      refusal: { code: 'already-checked-in', ticket: aDoorTicket },
    });
    const answer = await checkIn({ token: 'a.b.c' });
    expect([answer.status, answer.json.code]).toEqual([409, 'already-checked-in']);
    expect(answer.json).toMatchObject({
      detail: 'Masuk 10 Jan, 10.05 WIB lewat Timur.',
      checkedInAt: aDoorTicket.checkedInAt,
      door: 'Timur',
      ticket: aDoorTicket,
    });
  });

  it('says in words why a ticket is none', async () => {
    world.neighbours.answers.checkIn = () => ({
      ok: false,
      refusal: { code: 'ticket-invalid', reason: 'forged' },
    });
    const answer = await checkIn({ token: 'a.b.c' });
    expect([answer.status, answer.json.code]).toEqual([422, 'ticket-invalid']);
    expect(answer.json).toMatchObject({
      reason: 'forged',
      detail: 'Tanda tangan tiket ini palsu.',
    });
  });

  it('wants a token or a ticket, an organiser and a key', async () => {
    expect((await checkIn({})).status).toBe(422);
    expect((await checkIn({ token: 'a', ticketId: aDoorTicket.id })).status).toBe(422);
    expect((await checkIn({ token: 'a', door: ' ' })).status).toBe(422);
    expect((await post(`${world.url}/api/admin/check-in`, { token: 'a' })).status).toBe(401);
    expect((await checkIn({ token: 'a' }, { 'Idempotency-Key': '' })).json.code).toBe(
      'idempotency-key-required',
    );
  });

  it('can be taken back with a reason', async () => {
    const undo = (body: unknown) => post(`${world.url}/api/admin/check-in/undo`, body, organiser);
    const answer = await undo({ ticketId: aDoorTicket.id, reason: 'salah orang' });
    expect(answer.json.ticket).toMatchObject({ checkedInAt: null, door: null });
    expect((await undo({ ticketId: aDoorTicket.id, reason: '' })).status).toBe(422);
    world.neighbours.answers.undoCheckIn = () => ({
      ok: false,
      refusal: { code: 'not-checked-in' },
    });
    expect((await undo({ ticketId: aDoorTicket.id, reason: 'x' })).json.code).toBe(
      'not-checked-in',
    );
  });

  it('takes a hundred entries of a door that had no network, and no more', async () => {
    const entries = (count: number) =>
      Array.from({ length: count }, () => ({
        id: randomUUID(),
        token: 'x'.repeat(2000),
        at: '2027-01-10T03:05:00.000Z',
        door: 'Timur',
      }));
    const sync = (body: unknown) => post(`${world.url}/api/admin/check-in/sync`, body, organiser);
    const answer = await sync({ entries: entries(100), itemId });
    expect([answer.status, answer.json.entries?.length]).toEqual([200, 100]);
    expect((await sync({ entries: entries(101) })).status).toBe(422);
    expect((await sync({ entries: [] })).status).toBe(422);
  });
});

describe('the door’s list', () => {
  it('is the organiser’s, page by page', async () => {
    const url = `${world.url}/api/admin/items/${itemId}/tickets`;
    expect((await get(`${url}?limit=5`, organiser)).json).toEqual({
      data: [aDoorTicket],
      nextCursor: null,
      counts: { total: 1, checkedIn: 1 },
      serverTime: expect.any(String),
    });
    expect((await get(url)).status).toBe(401);
    expect((await get(`${url}?limit=101`, organiser)).status).toBe(422);
  });

  it('is as of a moment before it was read: what is younger may be missing', async () => {
    const time = async (): Promise<string> => (await get(`${world.url}/api/time`)).json.serverTime;
    const { listTickets } = world.neighbours.answers;
    let readAt = '';
    world.neighbours.answers.listTickets = async (request) => {
      readAt = await time();
      await until(async () => (await time()) > readAt, { what: 'a later moment' });
      return listTickets(request);
    };
    const { json } = await get(`${world.url}/api/admin/items/${itemId}/tickets`, organiser);
    expect(json.serverTime <= readAt).toBe(true);
  });
});

describe('GET /.well-known/jwks.json', () => {
  it('gives everybody the public keys, for any page and for a while', async () => {
    const keys = [
      { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'k', alg: 'EdDSA', use: 'sig' },
    ] as never;
    world.neighbours.answers.findTicketKeys = () => ({ keys });
    const answer = await get(`${world.url}/.well-known/jwks.json`);
    expect(answer.json).toEqual({ keys });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=/);
  });
});
