import { describe, expect, it } from '@jest/globals';
import { parseStatementDay } from './statement-day.ts';

const read = (text: string) => parseStatementDay(text, '2026-11-25');

describe('a day of a bank statement', () => {
  it.each([
    ['25/11/2026', '2026-11-25'],
    ['25-11-26', '2026-11-25'],
    ['2026-11-25', '2026-11-25'],
    ['2026/11/05 13:45:00', '2026-11-05'],
    ["'25/11/2026", '2026-11-25'],
    ['25 Nov 2026', '2026-11-25'],
    ['25-Nov-26', '2026-11-25'],
    ['5 Agustus 2026', '2026-08-05'],
    ['1 Mei 2026', '2026-05-01'],
    ['01 Des 2025 09.30', '2025-12-01'],
    ['03/04/2026', '2026-04-03'],
  ])('%s is %s', (text, day) => {
    expect(read(text)).toBe(day);
  });

  it('without a year is the latest that there was', () => {
    expect(read('25/11')).toBe('2026-11-25');
    expect(read('26/11')).toBe('2025-11-26');
  });

  it.each(['', '31/02/2026', '13/25/2026', '25 Foo 2026', 'PEND', '2026', '00/01/2026'])(
    'is not %j',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );
});
