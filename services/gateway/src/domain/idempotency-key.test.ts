import { describe, expect, it } from '@jest/globals';
import { isIdempotencyKey } from './idempotency-key.ts';

describe('an idempotency key', () => {
  it.each([
    'a'.repeat(16),
    'a'.repeat(255),
    '7b1e9f4e-6c39-4a43-9b49-1f3c6f1c9f10',
    'key with spaces 1',
  ])('may be %.40j', (key) => expect(isIdempotencyKey(key)).toBe(true));

  it.each([
    undefined,
    '',
    'a'.repeat(15),
    'a'.repeat(256),
    `${'a'.repeat(16)}\n`,
    `${'a'.repeat(16)}é`,
    ' '.repeat(20),
  ])('is never %.40j', (key) => expect(isIdempotencyKey(key)).toBe(false));
});
