import { createHash, randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Booking, bookingHint } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { type Answer, bearer, hold, send } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld({ replicas: 2, pace: { proofWaitMs: 700, leaseMs: 900 } });

const MB = 1024 * 1024;
const aPhoto = (bytes = 3 * MB) => randomBytes(bytes);
const code = (answer: Answer) => [answer.status, answer.json?.code];
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const asked = (subject: string) =>
  world.neighbours.asked.filter((call) => call.subject === subject);

type Parts = { file?: Buffer; fields?: unknown };

function aForm({ file, fields }: Parts): FormData {
  const form = new FormData();
  if (file)
    form.append(
      'file',
      new Blob([file as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' }),
      'bukti.jpg',
    );
  if (fields !== undefined) {
    form.append('fields', typeof fields === 'string' ? fields : JSON.stringify(fields));
  }
  return form;
}

async function aBooking() {
  const { json } = await hold(world.url);
  const path = (replica = 0) => `${world.gateways[replica]!.url}/api/bookings/${json.id}/proof`;
  const submit = (body: FormData, headers: Record<string, string> = {}, replica = 0) =>
    send(path(replica), {
      method: 'POST',
      body,
      headers: { 'Idempotency-Key': randomUUID(), ...bearer(json.ownerToken), ...headers },
    });
  return {
    id: json.id as string,
    code: json.code as string,
    token: json.ownerToken as string,
    path,
    submit,
  };
}

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
    const { submit } = await aBooking();
    const { status, json } = await submit(aForm({ file: aPhoto(1000) }));
    expect([status, json.state]).toEqual([202, 'HOLD']);
  });

  it('is answered when booking tells of the decision', async () => {
    let isDecided = false;
    const usual = world.neighbours.answers.findProofOutcome;
    world.neighbours.answers.findProofOutcome = (request) =>
      isDecided ? usual(request) : { booking: null, outcome: null, refusal: null };
    const { id, submit } = await aBooking();
    const answer = submit(aForm({ file: aPhoto(1000) }));
    await until(() => asked('qry.booking.proof-outcome.v1').length > 0);
    isDecided = true;
    world.neighbours.tell(bookingHint(id));
    expect((await answer).status).toBe(200);
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

describe('a form that is no proof', () => {
  const raw = async (type: string, body: string | Buffer) => {
    const { path, token } = await aBooking();
    return send(path(), {
      method: 'POST',
      body: body as string,
      headers: { ...bearer(token), 'Idempotency-Key': randomUUID(), 'Content-Type': type },
    });
  };
  const type = 'multipart/form-data; boundary=b';
  const part = (name: string, value: string, more = '') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

  it.each([
    ['JSON', 'application/json', '{}', 415, 'unsupported-media-type'],
    ['nothing said', 'text/plain', 'x', 415, 'unsupported-media-type'],
    ['no boundary', 'multipart/form-data', 'x', 415, 'unsupported-media-type'],
    ['an empty boundary', 'multipart/form-data; boundary=', 'x', 400, 'malformed-request'],
    ['no end', type, part('fields', '{}'), 400, 'malformed-request'],
    ['no part', type, 'hello', 400, 'malformed-request'],
    ['an unknown part', type, `${part('extra', '1')}--b--`, 422, 'validation-failed'],
    [
      'an unknown file',
      type,
      `${part('extra', '1', '; filename="a"')}--b--`,
      422,
      'validation-failed',
    ],
    ['a file that is none', type, `${part('file', 'x')}--b--`, 422, 'validation-failed'],
    [
      'two files',
      type,
      `${part('file', 'x', '; filename="a"')}${part('file', 'y', '; filename="b"')}--b--`,
      422,
      'validation-failed',
    ],
    [
      'fields twice',
      type,
      `${part('fields', '{}')}${part('fields', '{}')}--b--`,
      422,
      'validation-failed',
    ],
    ['many parts', type, `${part('fields', '{}').repeat(50)}--b--`, 422, 'validation-failed'],
    ['fields that are no JSON', type, `${part('fields', 'size=M')}--b--`, 400, 'malformed-request'],
    [
      'fields with a key twice',
      type,
      `${part('fields', '{"a":"1","a":"2"}')}--b--`,
      400,
      'malformed-request',
    ],
    [
      'fields with __proto__',
      type,
      `${part('fields', '{"__proto__":{"a":"1"}}')}--b--`,
      400,
      'malformed-request',
    ],
    [
      'fields of the wrong form',
      type,
      `${part('fields', '{"size":{"a":1}}')}--b--`,
      422,
      'validation-failed',
    ],
    [
      'fields of 64 kB and more',
      type,
      `${part('fields', JSON.stringify({ a: 'x'.repeat(65_536) }))}--b--`,
      413,
      'payload-too-large',
    ],
  ])('is refused: %s', async (_what, contentType, body, status, problem) => {
    expect(code(await raw(contentType, body))).toEqual([status, problem]);
    expect(asked('cmd.booking.submit-form.v1')).toHaveLength(0);
  });

  it('is refused without a token before it is read', async () => {
    const { id, submit } = await aBooking();
    const anonymous = await send(`${world.url}/api/bookings/${id}/proof`, {
      method: 'POST',
      body: aForm({ file: aPhoto() }),
      headers: { 'Idempotency-Key': randomUUID() },
    });
    expect(code(anonymous)).toEqual([401, 'unauthorized']);
    const wrong = await submit(aForm({ file: aPhoto() }), bearer('wrong'));
    expect(code(wrong)).toEqual([403, 'forbidden']);
    const keyless = await submit(aForm({ file: aPhoto() }), { 'Idempotency-Key': '' });
    expect(code(keyless)).toEqual([400, 'idempotency-key-required']);
    expect(world.files.received).toBe(0);
  });
});

describe('the key of a proof', () => {
  it('gives the first answer again for the same content, whatever the boundary and the order', async () => {
    const { submit } = await aBooking();
    const key = { 'Idempotency-Key': randomUUID() };
    const file = aPhoto();
    const first = await submit(aForm({ file, fields: { size: 'M' } }), key);
    const kept = world.files.kept.size;

    const again = new FormData();
    again.append('fields', '{"size":"M"}');
    again.append('file', new Blob([file]), 'another-name.png');
    const second = await submit(again, key, 1);
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(world.files.kept.size).toBe(kept);
    expect(asked('cmd.booking.prepare-proof.v1')).toHaveLength(1);
  });

  it('means one content only', async () => {
    const { submit } = await aBooking();
    const key = { 'Idempotency-Key': randomUUID() };
    await submit(aForm({ file: aPhoto() }), key);
    for (const other of [{ file: aPhoto() }, { fields: {} }]) {
      expect(code(await submit(aForm(other), key))).toEqual([422, 'idempotency-key-reused']);
    }
  });

  it('is free after a refusal, and the corrected proof is another one', async () => {
    const { submit } = await aBooking();
    const key = { 'Idempotency-Key': randomUUID() };
    world.files.refusal = 'file-unreadable';
    await submit(aForm({ file: aPhoto() }), key);
    world.files.refusal = undefined;
    expect((await submit(aForm({ file: aPhoto() }), key)).status).toBe(200);
    const ids = asked('cmd.booking.prepare-proof.v1').map(
      ({ request }) => (request as { proofId: string }).proofId,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('runs one upload at a time, however long it takes', async () => {
    const { submit, path, token } = await aBooking();
    const key = { 'Idempotency-Key': randomUUID() };
    const slow = http.request(path(), {
      method: 'POST',
      headers: { ...bearer(token), ...key, 'Content-Type': 'multipart/form-data; boundary=b' },
    });
    slow.on('error', () => undefined);
    slow.write(
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nfirst bytes',
    );
    await until(() => world.files.received > 0);
    const startedAt = performance.now();
    await until(async () => {
      const answer = await submit(aForm({ file: aPhoto(1000) }), key, 1);
      expect(code(answer)).toEqual([409, 'request-in-progress']);
      return performance.now() - startedAt > 1_500;
    });
    slow.end('\r\n--b--\r\n');
    const status = await new Promise((resolve) =>
      slow.on('response', (res) => resolve(res.statusCode)),
    );
    expect(status).toBe(200);
  });

  it('is free when the client went away in the middle, with nothing left behind', async () => {
    const { submit, path, token } = await aBooking();
    const key = { 'Idempotency-Key': randomUUID() };
    const kept = world.files.kept.size;
    const broken = http.request(path(), {
      method: 'POST',
      headers: { ...bearer(token), ...key, 'Content-Type': 'multipart/form-data; boundary=b' },
    });
    broken.on('error', () => undefined);
    broken.write(
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nfirst bytes',
    );
    await until(() => world.files.received > 0);
    broken.destroy();
    await until(() => world.files.broken.length === 1);
    expect(world.files.kept.size).toBe(kept);
    const next = await until(async () => {
      const answer = await submit(aForm({ file: aPhoto(1000) }), key);
      return answer.status === 200 && answer;
    });
    expect(next.json.state).toBe('REVIEW');
  });

  it('is repeated under the same proof id when its gateway died after the deed', async () => {
    const { id, submit } = await aBooking();
    const key = { 'Idempotency-Key': randomUUID() };
    const form = aForm({ file: aPhoto(1000) });
    // Everything was done, but the answer never came to be written down.
    world.neighbours.answers.findProofOutcome = () => {
      throw new Error('died here');
    };
    expect((await submit(form, key)).status).toBe(500);
    const { proofId } = asked('cmd.booking.prepare-proof.v1')[0]!.request as { proofId: string };
    world.neighbours.change(id, {
      state: 'REVIEW',
      proof: {
        id: proofId,
        status: 'accepted',
        code: null,
        mime: 'image/jpeg',
        size: 1000,
        sha256: 'x',
        uploadedAt: new Date().toISOString(),
      },
    });
    world.neighbours.reset();

    expect(code(await submit(aForm({ file: aPhoto(1000) }), key))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
    const again = await submit(form, key, 1);
    expect([again.status, again.json.state]).toEqual([200, 'REVIEW']);
    const ids = asked('cmd.booking.prepare-proof.v1').map(
      ({ request }) => (request as { proofId: string }).proofId,
    );
    expect(ids).toEqual([proofId]);
  });
});
