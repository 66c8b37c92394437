import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { STATEMENT_BYTES_MAX, STATEMENT_PART_BYTES } from '@karcis/contracts';
import { aForm, askedFor } from './a-proof.ts';
import { type Answer, bearer, get, hold, post, send } from './client.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();

const admin = bearer(API_KEY);
const at = (path: string) => `${world.url}/api/admin${path}`;
const code = (answer: Answer) => [answer.status, answer.json?.code];
const fields = { methodId: randomUUID() };
const upload = (form: FormData, key: string = randomUUID()) =>
  send(at('/statements'), {
    method: 'POST',
    body: form,
    headers: { ...admin, 'Idempotency-Key': key },
  });

describe('a bank statement', () => {
  it('goes to booking in parts, whole and in order, and is then read', async () => {
    const file = randomBytes(2 * STATEMENT_PART_BYTES + 17);
    const { status, json, headers } = await upload(aForm({ file, fields }));
    expect([status, headers.get('location')]).toEqual([201, '/api/admin/transfers']);
    const parts = askedFor(world, 'cmd.booking.add-statement-part.v1').map(
      ({ request }) => request as { statementId: string; part: number; base64: string },
    );
    expect(parts.map(({ part }) => part)).toEqual([0, 1, 2]);
    expect(new Set(parts.map(({ statementId }) => statementId))).toEqual(new Set([json.id]));
    const sent = Buffer.concat(parts.map(({ base64 }) => Buffer.from(base64, 'base64')));
    expect(sent.equals(file)).toBe(true);
    expect(askedFor(world, 'cmd.booking.read-statement.v1').map(({ request }) => request)).toEqual([
      { statementId: json.id, ...fields },
    ]);
  });

  it('is read once under one key', async () => {
    const key = randomUUID();
    const form = () => aForm({ file: Buffer.from('Tanggal,Jumlah'), fields });
    const first = await upload(form(), key);
    const again = await upload(form(), key);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(askedFor(world, 'cmd.booking.read-statement.v1')).toHaveLength(1);
    expect(code(await upload(aForm({ file: Buffer.from('lain'), fields }), key))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
  });

  it('of exactly 5 MB passes, and one byte more is refused without being read', async () => {
    const ofSize = (bytes: number) => aForm({ file: Buffer.alloc(bytes, 'x'), fields });
    expect((await upload(ofSize(STATEMENT_BYTES_MAX))).status).toBe(201);
    expect(code(await upload(ofSize(STATEMENT_BYTES_MAX + 1)))).toEqual([
      413,
      'statement-too-large',
    ]);
    expect(askedFor(world, 'cmd.booking.read-statement.v1')).toHaveLength(1);
  });

  it('is refused with what is wrong: its file, its account, what it holds', async () => {
    const file = Buffer.from('x');
    expect(code(await upload(aForm({ fields })))).toEqual([422, 'file-required']);
    for (const wrong of [undefined, {}, { methodId: 'x' }, { ...fields, more: 1 }]) {
      expect(code(await upload(aForm({ file, fields: wrong })))).toEqual([
        422,
        'validation-failed',
      ]);
    }
    world.neighbours.answers.readStatement = () => ({
      outcome: 'statement-unreadable',
      reason: 'no-columns',
    });
    const refused = await upload(aForm({ file, fields }));
    expect(code(refused)).toEqual([422, 'statement-unreadable']);
    expect(refused.json.errors).toMatchObject([{ pointer: '/file', code: 'no-columns' }]);
    world.neighbours.answers.readStatement = () => ({ outcome: 'payment-method-not-found' });
    expect(code(await upload(aForm({ file, fields })))).toEqual([422, 'payment-method-not-found']);
  });

  it('is an organiser’s to send, and transfers are theirs to see', async () => {
    const form = aForm({ file: Buffer.from('x'), fields });
    const stranger = await send(at('/statements'), {
      method: 'POST',
      body: form,
      headers: { 'Idempotency-Key': randomUUID() },
    });
    expect(stranger.status).toBe(401);
    expect((await get(at('/transfers'))).status).toBe(401);
    expect((await get(at('/transfers?kind=exact'), admin)).json.counts.exact).toBe(0);
    expect((await get(at('/transfers?kind=other'), admin)).status).toBe(422);
  });
});

describe('an approval', () => {
  it('may name the line of a statement, or nothing else', async () => {
    const { json } = await hold(world.url);
    const path = at(`/bookings/${json.id}/approve`);
    const statementLineId = randomUUID();
    expect((await post(path, { statementLineId }, admin)).status).toBe(200);
    expect(askedFor(world, 'cmd.booking.approve.v1')[0]?.request).toMatchObject({
      statementLineId,
    });
    expect(code(await post(path, { line: 1 }, admin))).toEqual([422, 'validation-failed']);
    world.neighbours.answers.approveBooking = () => ({
      ok: false,
      refusal: { code: 'statement-line-used' },
    });
    expect(code(await post(path, { statementLineId }, admin))).toEqual([
      409,
      'statement-line-used',
    ]);
  });
});
