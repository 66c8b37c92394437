import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { sql } from 'kysely';
import { request } from 'undici';
import { anImageBomb, aPdf, aPng, aPngOf, aSample } from './files.ts';
import { internalSecret, useService } from './start-service.ts';

const harness = useService();
const TEN_MB = 10 * 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Uploads piece by piece, as the gateway does, which can stop in the middle. */
function openUpload(proofId = randomUUID()) {
  const body = new PassThrough();
  const answer = request(`${harness.service.url}/proofs/${proofId}?bookingId=${randomUUID()}`, {
    method: 'PUT',
    headers: { 'x-internal-secret': internalSecret },
    body,
  });
  return { proofId, body, answer };
}

/** True once a proof has left nothing: no row, no event, no file of its own, no upload under way. */
async function leftNothing(proofId: string, storedBefore: readonly string[]): Promise<boolean> {
  const row = await harness.db.selectFrom('proofs').where('id', '=', proofId).executeTakeFirst();
  const { stored, uploads } = await harness.files();
  const events = await harness.announced(proofId);
  return (
    !row && events.length === 0 && uploads.length === 0 && stored.length === storedBefore.length
  );
}

describe('upload of a proof', () => {
  it.each([
    ['transfer.jpg', 'image/jpeg'],
    ['transfer.png', 'image/png'],
    ['transfer.pdf', 'application/pdf'],
  ])('accepts %s, keeps it and says so once', async (name, mime) => {
    const file = await aSample(name);
    const [proofId, bookingId] = [randomUUID(), randomUUID()];
    const answer = await harness.put(file, { proofId, bookingId });

    expect(answer.status).toBe(200);
    const body = await answer.json();
    expect(body).toEqual({
      proofId,
      status: 'accepted',
      mime,
      size: file.length,
      sha256: sha256(file),
      uploadedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const { status, ...facts } = body as Record<string, unknown>;
    expect(status).toBe('accepted');
    expect(await harness.announced(proofId)).toEqual([{ ...facts, bookingId }]);
    await harness.service.sweep(0);
    expect((await harness.ask(`/proofs/${proofId}/file`)).status).toBe(200);
  });

  it.each<[string, string, number, () => Buffer | Promise<Buffer>]>([
    [
      'an SVG',
      'file-type-not-allowed',
      415,
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ['an empty file', 'file-type-not-allowed', 415, () => Buffer.alloc(0)],
    [
      'half a photo',
      'file-unreadable',
      422,
      async () => (await aSample('transfer.jpg')).subarray(0, 9_000),
    ],
    ['an image bomb', 'file-unsafe', 422, () => anImageBomb()],
    ['an encrypted PDF', 'file-unsafe', 422, () => aPdf({ trailer: '/Encrypt << /V 2 >>' })],
    ['a PDF with a script', 'file-unsafe', 422, () => aSample('transfer-with-script.pdf')],
  ])(
    'refuses %s as %s, keeps nothing of it and says so once',
    async (_what, code, status, make) => {
      const { stored } = await harness.files();
      const [proofId, bookingId] = [randomUUID(), randomUUID()];
      const answer = await harness.put(await make(), { proofId, bookingId });

      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.json()).toMatchObject({ code, type: `/problems/${code}` });
      expect(await harness.announced(proofId)).toEqual([
        { proofId, bookingId, code, uploadedAt: expect.any(String) },
      ]);
      expect(await harness.files()).toEqual({ stored, uploads: [] });
    },
  );

  it('judges a file by its bytes, whatever its sender calls it', async () => {
    const proofId = randomUUID();
    const answer = await harness.ask(`/proofs/${proofId}?bookingId=${randomUUID()}`, {
      method: 'PUT',
      headers: {
        'content-type': 'image/jpeg',
        'content-disposition': 'attachment; filename="transfer.jpg"',
      },
      body: Buffer.from(await aSample('transfer.png')),
    });

    expect(await answer.json()).toMatchObject({ status: 'accepted', mime: 'image/png' });
  });

  it('gives the first verdict again for the same file, and says nothing new', async () => {
    for (const file of [await aSample('transfer.png'), Buffer.from('no picture')]) {
      const ids = { proofId: randomUUID(), bookingId: randomUUID() };
      const first = await harness.put(file, ids);
      const { stored } = await harness.files();
      const second = await harness.put(file, ids);

      expect(second.status).toBe(first.status);
      expect(await second.text()).toBe(await first.text());
      expect((await harness.files()).stored).toEqual(stored);
      const { rows } = await sql`
        select from outbox where subject like ${`%.${ids.proofId}`}`.execute(harness.db);
      expect(rows).toHaveLength(1);
    }
  });

  it('refuses another file, or another booking, under the same id', async () => {
    const ids = { proofId: randomUUID(), bookingId: randomUUID() };
    const file = await aPng();
    await harness.put(file, ids);

    for (const answer of [
      await harness.put(await aPng(), ids),
      await harness.put(file, { ...ids, bookingId: randomUUID() }),
    ]) {
      expect(await answer.json()).toMatchObject({ code: 'idempotency-key-reused', status: 422 });
    }
    expect(await harness.announced(ids.proofId)).toHaveLength(1);
  });

  it('decides once when twins race, and keeps one file', async () => {
    const { stored } = await harness.files();
    const ids = { proofId: randomUUID(), bookingId: randomUUID() };
    const file = await aPng();
    const answers = await Promise.all(Array.from({ length: 6 }, () => harness.put(file, ids)));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));

    expect(new Set(bodies).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    await harness.service.sweep();
    expect((await harness.files()).stored).toHaveLength(stored.length + 2);
  });

  it('decides for one when two files race for an id', async () => {
    const ids = { proofId: randomUUID(), bookingId: randomUUID() };
    const files = [await aPng(), await aPng()];
    const answers = await Promise.all(files.map((file) => harness.put(file, ids)));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    const kept = await harness.ask(`/proofs/${ids.proofId}/file`);
    expect(kept.status).toBe(200);
    const winner = files[answers.findIndex(({ status }) => status === 200)] ?? Buffer.alloc(0);
    expect(await harness.announced(ids.proofId)).toMatchObject([{ sha256: sha256(winner) }]);
  });
});

describe('size of a proof', () => {
  it('may be 10 MB', async () => {
    const file = await aPngOf(TEN_MB);
    expect(file.length).toBe(TEN_MB);

    const answer = await harness.put(file);
    expect(await answer.json()).toMatchObject({ status: 'accepted', size: TEN_MB });
  });

  it('may not be one byte more; then nothing is left behind', async () => {
    const { stored } = await harness.files();
    const proofId = randomUUID();
    const answer = await harness.put(await aPngOf(TEN_MB + 1), { proofId });

    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'file-too-large' });
    expect(await leftNothing(proofId, stored)).toBe(true);
  });

  it('is refused the moment it is too much, while the sender still has more', async () => {
    const { body, answer } = openUpload();
    body.on('error', () => undefined);
    body.write(randomBytes(TEN_MB));
    body.write('x');

    const { statusCode, body: text } = await answer;
    expect(statusCode).toBe(413);
    expect(await text.json()).toMatchObject({ code: 'file-too-large' });
    await until(async () => (await harness.files()).uploads.length === 0);
  });
});

describe('refusal of an upload that is still coming', () => {
  it('reaches a sender who sends everything before reading', async () => {
    const { port } = harness.service;
    const bodies = Array.from({ length: 5 }, async () => {
      const socket = connect(port, '127.0.0.1');
      socket.write(
        `PUT /proofs/${randomUUID()}?bookingId=${randomUUID()} HTTP/1.1\r\nHost: x\r\n` +
          `X-Internal-Secret: ${internalSecret}\r\nContent-Length: ${4 * TEN_MB}\r\n\r\n`,
      );
      await new Promise((sent) => socket.write(Buffer.alloc(4 * TEN_MB), sent));
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return String(answer);
    });

    for (const body of await Promise.all(bodies)) expect(body).toMatch(/^HTTP\/1.1 413 /);
  });
});

describe('upload that never ends', () => {
  it.each([
    ['after its first byte', 1],
    ['in the middle', 15_000],
    ['after its last byte, without saying that it was the last', 20_000],
  ])('leaves nothing when its sender goes away %s', async (_when, bytes) => {
    const { stored } = await harness.files();
    const { proofId, body, answer } = openUpload();
    body.write((await aPng()).subarray(0, bytes));
    await until(async () => (await harness.files()).uploads.length === 1);

    body.destroy(new Error('the gateway was refused'));
    await expect(answer).rejects.toThrow('the gateway was refused');
    await until(() => leftNothing(proofId, stored), { what: 'leaving nothing' });
  });

  it('may be tried again under the same id', async () => {
    const { proofId, body, answer } = openUpload();
    body.write(randomBytes(1000));
    setImmediate(() => body.destroy(new Error('gone')));
    await expect(answer).rejects.toThrow('gone');

    expect((await harness.put(await aPng(), { proofId })).status).toBe(200);
  });

  it('gets its verdict when its sender goes away after the end', async () => {
    const proofId = randomUUID();
    const gone = new AbortController();
    const answer = harness.put(await aPng(), { proofId, signal: gone.signal });
    await until(async () => (await harness.bytesReceived()).includes(20_000));
    gone.abort();

    await expect(answer).rejects.toThrow('aborted');
    await until(async () => (await harness.announced(proofId)).length === 1);
  });
});

describe('the way in', () => {
  it.each([
    ['without the secret', {}],
    ['with a wrong secret', { 'x-internal-secret': `${internalSecret}!` }],
  ])('shows nothing %s', async (_how, headers) => {
    for (const [method, path] of [
      ['PUT', `/proofs/${randomUUID()}?bookingId=${randomUUID()}`],
      ['GET', `/proofs/${randomUUID()}/file`],
      ['POST', `/images/${randomUUID()}`],
    ] as const) {
      const body = method === 'GET' ? null : 'x';
      const answer = await fetch(`${harness.service.url}${path}`, { method, headers, body });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'not-found' });
    }
  });

  it('finds no proof under what is no id', async () => {
    const answer = await harness.ask('/proofs/..%2f..%2fetc/file');
    expect(answer.status).toBe(404);
  });

  it('needs to know the booking', async () => {
    const answer = await harness.ask(`/proofs/${randomUUID()}?bookingId=mine`, {
      method: 'PUT',
      body: 'x',
    });
    expect(await answer.json()).toMatchObject({ code: 'validation-failed' });
  });

  it('tells health and numbers without the secret', async () => {
    const ready = await fetch(`${harness.service.url}/readyz`);
    expect(await ready.json()).toEqual({
      status: 'ok',
      checks: { database: 'ok', nats: 'ok', storage: 'ok' },
    });
    const metrics = await (await fetch(`${harness.service.url}/metrics`)).text();
    expect(metrics).toMatch(/proofs_uploaded_total\{[^}]*\} [1-9]/);
    expect(metrics).toMatch(/proofs_refused_total\{[^}]*reason="file-too-large"[^}]*\} [1-9]/);
    expect(metrics).toMatch(/proof_check_duration_seconds_count\{[^}]*\} [1-9]/);
    expect(metrics).toMatch(/proof_upload_failures_total\{[^}]*by="client"[^}]*\} [1-9]/);
  });
});
