import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { aForm, aHeldBooking, aPhoto, askedFor, proofIdsPrepared } from './a-proof.ts';
import { type Answer, bearer } from './client.ts';
import { useWorld } from './world.ts';

const LEASE_MS = 2_000;

const world = useWorld({ replicas: 2, pace: { proofWaitMs: 60_000, leaseMs: LEASE_MS } });

const code = (answer: Answer) => [answer.status, answer.json?.code];
const aBooking = () => aHeldBooking(world);
const asked = (subject: string) => askedFor(world, subject);

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
    const ids = proofIdsPrepared(world);
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
      return performance.now() - startedAt > LEASE_MS * 1.5;
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
    const ids = proofIdsPrepared(world);
    expect(ids).toEqual([proofId]);
  });
});
