import { describe, expect, it } from '@jest/globals';
import { bookingCode, shortId } from './ids.ts';

describe('a booking code', () => {
  it.each(['K7QM2XVD9HTA', 'K7QM-2XVD-9HTA', 'k7qm-2xvd-9hta'])(
    'is the same in any writing: %s',
    (code) => {
      expect(bookingCode.parse(code)).toBe('K7QM2XVD9HTA');
    },
  );

  it.each(['K7QM2XVD9HT', 'K7QM2XVD9HTAA', 'K7QM2XVD9HTI', 'K7QM2XVD9HTU', ''])(
    'is not %j',
    (code) => {
      expect(bookingCode.safeParse(code).success).toBe(false);
    },
  );
});

describe('a short id', () => {
  it('is read in any case, without the letters that look like digits', () => {
    expect(shortId.parse('7gk2m9qx')).toBe('7GK2M9QX');
    expect(shortId.safeParse('7GK2M9QO').success).toBe(false);
  });
});
