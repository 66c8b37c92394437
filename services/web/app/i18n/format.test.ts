import { describe, expect, it } from '@jest/globals';
import { createFormat, readableCode } from './format.ts';

const instant = '2026-12-12T12:00:00.000Z';
const id = createFormat('id', 'Asia/Jakarta');

describe('format', () => {
  it('writes money as Indonesia does', () => {
    expect(id.money(150_000, 'IDR')).toBe('Rp150.000');
    expect(id.money(1250, 'USD')).toMatch(/12,50/);
  });

  it('names the zone of every time', () => {
    expect(id.time(instant)).toBe('19.00 WIB');
    expect(createFormat('id', 'Asia/Makassar').time(instant)).toBe('20.00 WITA');
    expect(createFormat('en', 'Asia/Jayapura').time(instant)).toBe('21.00 WIT');
    expect(createFormat('en', 'Europe/Berlin').time(instant)).toBe('13.00 GMT+1');
  });

  it('writes dates in the language of the page', () => {
    expect(id.dateTime(instant)).toBe('Sabtu, 12 Desember 2026, 19.00 WIB');
    expect(createFormat('en', 'Asia/Jakarta').date(instant)).toBe('Saturday, 12 December 2026');
  });

  it('says the date once where an event ends on the day it begins', () => {
    expect(id.span(instant, '2026-12-12T14:00:00.000Z').replaceAll('\u2060', '')).toBe(
      'Sabtu, 12 Desember 2026, 19.00–21.00 WIB',
    );
    expect(id.span(instant, '2026-12-13T14:00:00.000Z')).toContain('Minggu, 13 Desember 2026');
  });

  it('breaks a code into parts that can be read out', () => {
    expect(readableCode('K7QM2XVD9HTA')).toBe('K7QM-2XVD-9HTA');
  });
});
