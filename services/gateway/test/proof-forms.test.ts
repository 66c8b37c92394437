import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aForm, aHeldBooking, aPhoto, askedFor } from './a-proof.ts';
import { type Answer, bearer, send } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld({ replicas: 2, pace: { leaseMs: 900 } });

const code = (answer: Answer) => [answer.status, answer.json?.code];
const aBooking = () => aHeldBooking(world);
const asked = (subject: string) => askedFor(world, subject);

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
