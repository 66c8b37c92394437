import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aHold, bearer, send } from './client.ts';
import { itemId, methodId } from './facts.ts';
import { API_KEY, useWorld } from './world.ts';

const world = useWorld();

const bodies = [
  aHold,
  { ...aHold, note: 'x', quantity: 2, attendees: [{ name: 'Siti' }] },
  { methodId },
  { reason: 'no' },
  {
    title: 'Kelas',
    startsAt: '2027-01-01T00:00:00Z',
    capacity: 1,
    price: 0,
    submission: { fileRequired: false, fields: [] },
  },
  { type: 'bank', displayName: 'BCA' },
  { url: 'https://example.org', kinds: ['held'] },
  { email: 'a@b.id', password: 'x' },
];
const nasty = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '👨‍👩‍👧‍👦'.repeat(90),
    'x'.repeat(5_000),
    -1,
    1e308,
    2 ** 53,
    '',
    null,
    [],
    {},
    '\u0000',
    '9'.repeat(400),
  ),
);
/** A body that would do, with something else in one place. */
const body = fc.oneof(
  nasty,
  fc.tuple(fc.constantFrom(...bodies), fc.nat(20), nasty).map(([valid, place, value]) => {
    const keys = Object.keys(valid);
    return { ...valid, [keys[place % keys.length] as string]: value };
  }),
);
const id = fc.oneof(
  fc.constantFrom(itemId, randomUUID(), '7GK2M9QX', 'K7QM2XVD9HTA'),
  fc.string({ unit: 'grapheme' }),
);
const query = fc.dictionary(
  fc.constantFrom('q', 'q', 'limit', 'cursor', 'status', 'state', 'itemId', 'w'),
  fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('1', '👨‍👩‍👧‍👦'.repeat(90), '-0', '1e3', 'REVIEW', 'OPEN', 'sent'),
  ),
  { maxKeys: 2 },
);

describe('whatever is sent to whichever route', () => {
  it('is answered without a 500', async () => {
    const routes = world.gateways[0]!.routes.filter(({ path }) => !path.endsWith('/stream'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        id,
        query,
        body,
        async (route, ref, asked, sent) => {
          const path = route.path.replace(/:\w+/, encodeURIComponent(ref) || '%20');
          const hasBody = route.method === 'post' || route.method === 'patch';
          const answer = await send(`${world.url}${path}?${new URLSearchParams(asked)}`, {
            method: route.method.toUpperCase(),
            headers: {
              ...bearer(API_KEY),
              'Idempotency-Key': randomUUID(),
              ...(hasBody && { 'Content-Type': 'application/json' }),
            },
            ...(hasBody && { body: JSON.stringify(sent) }),
          });
          expect({ path, asked, sent, status: answer.status, text: answer.text }).not.toMatchObject(
            {
              status: 500,
            },
          );
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
