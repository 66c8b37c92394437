import { createHash, randomUUID } from 'node:crypto';
import http from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Booking, bookingHint } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { MB, aForm, aHeldBooking, aPhoto, askedFor } from './a-proof.ts';
import { type Answer, bearer, send } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld({ replicas: 2, pace: { proofWaitMs: 60_000, leaseMs: 900 } });

const code = (answer: Answer) => [answer.status, answer.json?.code];
const aBooking = () => aHeldBooking(world);
const asked = (subject: string) => askedFor(world, subject);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a proof', () => {
  it('is streamed to proof-validation, prepared with its answers, and answered in REVIEW', async () => {
    const { id, submit } = await aBooking();
    const file = aPhoto();
    const { status, json } = await submit(aForm({ file, fields: { size: 'M' } }));

    expect([status, json.state]).toEqual([200, 'REVIEW']);
    expect(Booking.parse(json)).toEqual(json);
    const prepared = asked('cmd.booking.prepare-proof.v1')[0]!.request as { proofId: string };
    expect(prepared).toMatchObject({ bookingId: id, answers: { size: 'M' }, hasFile: true });
    expect(world.files.kept.get(`/proofs/${prepared.proofId}?bookingId=${id}`)).toEqual({
      sha256: sha256(file),
      bytes: file.length,
    });
  });

  it('may come before or after its answers', async () => {
    for (const order of [
      ['file', 'fields'],
      ['fields', 'file'],
    ]) {
      const { submit } = await aBooking();
      const parts = aForm({ file: aPhoto(MB), fields: { size: 'M' } });
      const form = new FormData();
      for (const name of order) form.append(name, parts.get(name)!);
      expect((await submit(form)).status).toBe(200);
      expect(asked('cmd.booking.prepare-proof.v1').at(-1)!.request).toMatchObject({
        answers: { size: 'M' },
        hasFile: true,
      });
    }
  });

  it('of 10 MB passes, and one byte more is too large, with nothing left behind', async () => {
    const fits = await aBooking();
    expect((await fits.submit(aForm({ file: aPhoto(10 * MB) }))).status).toBe(200);

    const kept = world.files.kept.size;
    const { submit } = await aBooking();
    expect(code(await submit(aForm({ file: aPhoto(10 * MB + 1) })))).toEqual([
      413,
      'file-too-large',
    ]);
    expect(code(await submit(aForm({ file: aPhoto(40 * MB) })))).toEqual([413, 'file-too-large']);
    expect(world.files.kept.size).toBe(kept);
  });

  it('that says it is far too large is refused before it comes', async () => {
    const { path, token } = await aBooking();
    const answer = await new Promise<number>((resolve, reject) => {
      const req = http.request(path(), {
        method: 'POST',
        headers: {
          ...bearer(token),
          'Idempotency-Key': randomUUID(),
          'Content-Type': 'multipart/form-data; boundary=x',
          'Content-Length': String(1024 * MB),
        },
      });
      req.on('response', (res) => {
        resolve(res.statusCode ?? 0);
        req.destroy();
      });
      req.on('error', reject);
      req.flushHeaders();
    });
    expect(answer).toBe(413);
  });

  it.each([
    'file-type-not-allowed',
    'file-unreadable',
    'file-unsafe',
    'idempotency-key-reused',
  ] as const)('is refused as proof-validation says: %s', async (refusal) => {
    world.files.refusal = refusal;
    const { submit } = await aBooking();
    expect((await submit(aForm({ file: aPhoto(1000) }))).json.code).toBe(refusal);
  });

  it('whose answers do not fit leaves nothing behind there', async () => {
    world.neighbours.answers.prepareProof = () => ({
      ok: false,
      refusal: {
        code: 'validation-failed',
        errors: [
          { pointer: '/fields/size', code: 'required', detail: 'size: an answer is needed' },
        ],
      },
    });
    const kept = world.files.kept.size;
    const { submit } = await aBooking();
    const answer = await submit(aForm({ file: aPhoto(), fields: {} }));
    expect(code(answer)).toEqual([422, 'validation-failed']);
    expect(answer.json.errors).toEqual([
      { pointer: '/fields/size', code: 'required', detail: 'Wajib diisi' },
    ]);
    await until(() => world.files.broken.length === 1);
    expect(world.files.kept.size).toBe(kept);
  });

  it('is refused before it is read where the booking cannot take it', async () => {
    for (const [state, problem] of [
      ['EXPIRED', 'hold-expired'],
      ['PAID', 'invalid-transition'],
      ['PENDING', 'invalid-transition'],
    ] as const) {
      const { id, submit } = await aBooking();
      world.neighbours.change(id, { state });
      const answer = await submit(aForm({ file: aPhoto(8 * MB) }));
      expect(code(answer)).toEqual([409, problem]);
    }
    expect(world.files.received).toBe(0);
  });

  it('that is not decided in time is answered 202 with the state so far', async () => {
    world.neighbours.answers.findProofOutcome = ({ bookingId }) => ({
      booking: world.neighbours.bookings.get(bookingId)!,
      outcome: null,
      refusal: null,
    });
    const impatient = world.gateways.indexOf(await world.start({}, { proofWaitMs: 700 }));
    const { submit } = await aBooking();
    const { status, json } = await submit(aForm({ file: aPhoto(1000) }), {}, impatient);
    expect([status, json.state]).toEqual([202, 'HOLD']);
  });

  it('is answered as soon as booking tells of the decision', async () => {
    const patient = await world.start({}, { proofWaitMs: 110_000, proofPollMs: 110_000 });
    let isDecided = false;
    const usual = world.neighbours.answers.findProofOutcome;
    world.neighbours.answers.findProofOutcome = (request) =>
      isDecided ? usual(request) : { booking: null, outcome: null, refusal: null };
    const { id, token } = await aBooking();
    const startedAt = performance.now();
    const answer = send(`${patient.url}/api/bookings/${id}/proof`, {
      method: 'POST',
      body: aForm({ file: aPhoto(1000) }),
      headers: { ...bearer(token), 'Idempotency-Key': randomUUID() },
    });
    await until(() => asked('qry.booking.proof-outcome.v1').length > 0);
    isDecided = true;
    world.neighbours.tell(bookingHint(id));
    expect((await answer).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  });

  it('is answered soon when that word was lost', async () => {
    let isDecided = false;
    const usual = world.neighbours.answers.findProofOutcome;
    world.neighbours.answers.findProofOutcome = (request) => {
      const outcome = isDecided ? usual(request) : { booking: null, outcome: null, refusal: null };
      isDecided = true;
      return outcome;
    };
    const { submit } = await aBooking();
    expect((await submit(aForm({ file: aPhoto(1000) }))).status).toBe(200);
  });

  it('that came too late is refused as booking decides', async () => {
    world.neighbours.answers.findProofOutcome = () => ({
      booking: null,
      outcome: 'refused',
      refusal: { code: 'hold-expired' },
    });
    const { submit } = await aBooking();
    expect(code(await submit(aForm({ file: aPhoto(1000) })))).toEqual([409, 'hold-expired']);
  });

  it('is 503 when proof-validation is away, and may be sent again under the same key', async () => {
    const away = await world.start({ PROOF_URL: 'http://127.0.0.1:1' });
    const { id, token, submit } = await aBooking();
    const key = { 'Idempotency-Key': randomUUID() };
    const form = aForm({ file: aPhoto() });
    const lost = await send(`${away.url}/api/bookings/${id}/proof`, {
      method: 'POST',
      body: form,
      headers: { ...bearer(token), ...key },
    });
    expect(code(lost)).toEqual([503, 'service-unavailable']);
    expect((await submit(form, key)).status).toBe(200);
  });
});

describe('a form without a file', () => {
  it('is handed in where the item needs none', async () => {
    const { submit } = await aBooking();
    const { status, json } = await submit(aForm({ fields: { size: 'L' } }));
    expect([status, json.state]).toEqual([200, 'REVIEW']);
    expect(asked('cmd.booking.prepare-proof.v1')[0]!.request).toMatchObject({
      answers: { size: 'L' },
      hasFile: false,
    });
  });

  it('is refused where the item needs one', async () => {
    world.neighbours.answers.prepareProof = ({ hasFile }) =>
      hasFile ? { ok: true } : { ok: false, refusal: { code: 'file-required' } };
    const { submit } = await aBooking();
    expect(code(await submit(aForm({ fields: {} })))).toEqual([422, 'file-required']);
  });

  it.each(['', 'Content-Type: application/octet-stream\r\n'])(
    'is what a browser sends when nobody chose a file: %j',
    async (type) => {
      const { path, token } = await aBooking();
      await send(path(), {
        method: 'POST',
        headers: {
          ...bearer(token),
          'Idempotency-Key': randomUUID(),
          'Content-Type': 'multipart/form-data; boundary=b',
        },
        body: `--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n${type}\r\n\r\n--b--\r\n`,
      });
      expect(asked('cmd.booking.prepare-proof.v1')[0]!.request).toMatchObject({ hasFile: false });
    },
  );
});
