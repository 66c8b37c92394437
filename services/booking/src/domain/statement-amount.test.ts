import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStatementAmount } from './statement-amount.ts';

const grouped = (value: number, separator: string) =>
  String(value).replaceAll(/\B(?=(\d{3})+$)/g, separator);
const senOf = (sen: number) => String(sen).padStart(2, '0');

const rupiah = fc.integer({ min: 0, max: 999_999_999_999 });
const sen = fc.integer({ min: 0, max: 99 });
const mark = fc.constantFrom(
  ...([
    ['', '', null],
    ['', ' CR', 'credit'],
    ['', ' DB', 'debit'],
    ['', 'cr', 'credit'],
    ['', ' K', 'credit'],
    ['', ' D', 'debit'],
    ['CR ', '', 'credit'],
    ['DB ', '', 'debit'],
    ['+', '', 'credit'],
    ['-', '', 'debit'],
    ['', '-', 'debit'],
    ['(', ')', 'debit'],
    ['Rp ', '', null],
    ['Rp', ' CR', 'credit'],
    ['IDR ', ' DB', 'debit'],
    ['-Rp ', '', 'debit'],
  ] as const),
);

describe('an amount of a bank statement', () => {
  it('is the same in every writing that banks use', () => {
    fc.assert(
      fc.property(rupiah, sen, mark, (whole, part, [before, after, sign]) => {
        const writings = [
          `${grouped(whole, '.')},${senOf(part)}`,
          `${grouped(whole, ',')}.${senOf(part)}`,
          `${whole}.${senOf(part)}`,
          `${whole},${senOf(part)}`,
        ];
        for (const writing of writings) {
          expect(parseStatementAmount(`${before}${writing}${after}`)).toEqual({
            rupiah: whole,
            sen: part,
            sign,
          });
        }
      }),
    );
  });

  it('needs no sen', () => {
    fc.assert(
      fc.property(rupiah, mark, (whole, [before, after, sign]) => {
        for (const writing of [String(whole), grouped(whole, '.'), grouped(whole, ',')]) {
          expect(parseStatementAmount(`${before}${writing}${after}`)).toEqual({
            rupiah: whole,
            sen: 0,
            sign,
          });
        }
      }),
    );
  });

  it('is never made of what only looks like one, and nothing makes it throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const amount = parseStatementAmount(text);
        if (!amount) return;
        expect(Number.isSafeInteger(amount.rupiah)).toBe(true);
        expect(text).toMatch(/\d/);
        // Digits are neither lost nor made up.
        const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '');
        const read = `${amount.rupiah}${amount.sen ? senOf(amount.sen) : ''}`.replace(/^0+/, '');
        expect(digits.startsWith(read.replace(/0+$/, ''))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '',
    '-',
    'CR',
    '1.23.456',
    '12,34,567.00',
    '1.234.56',
    '1,2345',
    '1234.567',
    '1.5.0',
    '1 000',
    '10CR DB',
    '-100 CR',
    '1e5',
    '0x10',
    '12345678901234',
    'Saldo 100',
  ])('is not %j', (text) => {
    expect(parseStatementAmount(text)).toBeUndefined();
  });

  it('groups thousands by a single separator before three digits', () => {
    expect(parseStatementAmount('150.123')?.rupiah).toBe(150_123);
    expect(parseStatementAmount('150,123')?.rupiah).toBe(150_123);
    expect(parseStatementAmount('150.5')).toMatchObject({ rupiah: 150, sen: 50 });
  });
});
