import { randomUUID } from 'node:crypto';
import type { Request } from './generate.ts';

/** A hold as a browser sends it, under a key of its own unless one is given. */
export const karcisHold = (
  itemId: string,
  { key = randomUUID() as string, headers = '' } = {},
): Request => ({
  method: 'POST',
  path: '/api/bookings/hold',
  headers: `Idempotency-Key: ${key}\r\n${headers}`,
  body: JSON.stringify({ itemId, name: 'Siti Aminah', contact: { email: 'siti@example.org' } }),
});

export const monolithHold = (itemId: string): Request => ({
  method: 'POST',
  path: '/hold',
  body: JSON.stringify({ itemId, name: 'Siti Aminah', contact: 'siti@example.org' }),
});

export const pick = <T>(from: readonly T[]): T =>
  from[Math.floor(Math.random() * from.length)] as T;

/** Some address, so that one process can play many clients to a gateway that trusts one proxy. */
export const anAddress = () =>
  `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join('.')}`;

/** Makes a booking, to do something else with it. */
export async function holdPlace(
  gateway: string,
  itemId: string,
): Promise<{ id: string; code: string; token: string }> {
  const answer = await fetch(`${gateway}/api/bookings/hold`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      'x-forwarded-for': anAddress(),
    },
    body: karcisHold(itemId).body as string,
  });
  if (answer.status !== 201) throw new Error(`a hold: ${answer.status} ${await answer.text()}`);
  const { id, code, ownerToken } = (await answer.json()) as Record<string, string>;
  return { id: id ?? '', code: code ?? '', token: ownerToken ?? '' };
}
