import { randomBytes } from 'node:crypto';
import type { Request } from './generate.ts';

/** A hold as a browser sends it, under a key of its own unless one is given. */
export const karcisHold = (
  itemId: string,
  { key = randomBytes(16).toString('hex'), headers = '' } = {},
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
