import { randomUUID } from 'node:crypto';
import http, { type ClientRequest } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { aForm, aHeldBooking, aPhoto } from './a-proof.ts';
import { bearer, get } from './client.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();
const HEAD =
  '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n';

/** An upload that has begun, and that only its sender ends. */
function beginUpload(path: string, token: string) {
  const key = randomUUID();
  const answer = Promise.withResolvers<{ status: number; retryAfter: string | undefined }>();
  const req: ClientRequest = http.request(path, {
    method: 'POST',
    agent: false,
    headers: {
      ...bearer(token),
      'Idempotency-Key': key,
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': String(1_000_000),
    },
  });
  req.on('response', (res) => {
    res.resume();
    answer.resolve({ status: res.statusCode ?? 0, retryAfter: res.headers['retry-after'] });
  });
  req.on('error', answer.reject);
  req.write(`${HEAD}\xff\xd8`);
  return {
    req,
    answer: answer.promise,
    isCut: answer.promise.then(
      () => false,
      () => true,
    ),
  };
}

describe('uploads that do not come to their end', () => {
  it('leave their booking a few at a time, and others theirs', async () => {
    const [slow, other] = [await aHeldBooking(world), await aHeldBooking(world)];
    const uploads = Array.from({ length: 5 }, () => beginUpload(slow.path(), slow.token));
    const refused = await Promise.race(uploads.map(({ answer }) => answer));
    expect(refused.status).toBe(429);
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect((await other.submit(aForm({ file: aPhoto(10_000) }))).status).toBe(200);

    for (const { req, isCut } of uploads) {
      req.destroy();
      await isCut;
    }
    await until(async () => (await slow.submit(aForm({ file: aPhoto(10_000) }))).status === 200);
  });
});

describe('tables that are not read', () => {
  it('are two at most, and free their place when their reader goes', async () => {
    const usual = world.neighbours.answers.listBookings;
    const page = Array.from({ length: 100 }, () => [...world.neighbours.bookings.values()][0]!);
    // A table that never ends: it goes on as long as it is read.
    world.neighbours.answers.listBookings = () => ({ data: page, nextCursor: 'more' });
    const open = () =>
      new Promise<http.IncomingMessage>((resolve, reject) => {
        const url = `${world.url}/api/admin/bookings.csv`;
        http.get(url, { agent: false, headers: bearer(API_KEY) }, resolve).on('error', reject);
      });

    const unread = [await open(), await open()];
    expect(unread.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    const third = await get(`${world.url}/api/admin/bookings.csv`, bearer(API_KEY));
    expect(third.status).toBe(429);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);

    for (const res of unread) res.destroy();
    world.neighbours.answers.listBookings = usual;
    await until(
      async () =>
        (await get(`${world.url}/api/admin/bookings.csv`, bearer(API_KEY))).status === 200,
    );
  });
});
