import { describe, expect, it } from '@jest/globals';
import { formatCode, formatMoment, formatMoney, oneLine } from './format.ts';

const at = new Date('2026-12-05T12:00:00Z');

describe('money', () => {
  it('has dots and no decimals in rupiah, whatever the language', () => {
    expect(formatMoney(150_000, 'IDR', 'id')).toBe('Rp150.000');
    expect(formatMoney(1_500_000, 'IDR', 'en')).toBe('Rp1.500.000');
  });

  it('is divided by the minor units that its currency has', () => {
    expect(formatMoney(1_250, 'USD', 'en')).toBe('US$12.50');
    expect(formatMoney(1_250, 'JPY', 'en')).toBe('JP¥1,250');
  });
});

describe('a moment', () => {
  it('names the three zones of Indonesia', () => {
    const hour = (zone: string) => formatMoment(at, zone, 'id').replace(/^.* pukul /, '');
    expect(hour('Asia/Jakarta')).toBe('19.00 WIB');
    expect(hour('Asia/Makassar')).toBe('20.00 WITA');
    expect(hour('Asia/Jayapura')).toBe('21.00 WIT');
  });

  it('is read the same way in English', () => {
    expect(formatMoment(at, 'Asia/Jakarta', 'en')).toBe('Saturday, 5 December 2026 at 19:00 WIB');
  });

  it('gives the offset of any other zone', () => {
    expect(formatMoment(at, 'Europe/Berlin', 'id')).toBe(
      'Sabtu, 5 Desember 2026 pukul 13.00 GMT+1',
    );
  });

  it('begins a day at 00.00', () => {
    const midnight = new Date('2026-12-04T17:00:00Z');
    expect(formatMoment(midnight, 'Asia/Jakarta', 'id')).toContain('5 Desember 2026 pukul 00.00');
  });
});

describe('a code', () => {
  it('is shown in three groups', () => {
    expect(formatCode('K7QM2XVD9HTA')).toBe('K7QM-2XVD-9HTA');
  });
});

describe('what people typed', () => {
  it('cannot start a new line or turn the direction of the text', () => {
    expect(oneLine('Siti\r\nBcc: all@example.org')).toBe('Siti Bcc: all@example.org');
    expect(oneLine('\u202eSiti\u2028 \0Aminah\t')).toBe('Siti Aminah');
  });
});
