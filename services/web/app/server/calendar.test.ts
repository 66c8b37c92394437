import { describe, expect, it } from '@jest/globals';
import type { PublicBooking } from '@karcis/contracts';
import { calendarOf } from './calendar.ts';

const booking = {
  code: 'K7QM2XVD9HTA',
  url: '/b/K7QM2XVD9HTA',
  name: 'S***i',
  updatedAt: '2026-11-25T10:00:00.123Z',
  item: {
    title: 'Keramik; tanah, air\nBEGIN:VEVENT',
    location: 'Studio Tanah di Jalan yang Panjang Namanya, Bandung, Jawa Barat, Indonesia',
    startsAt: '2026-12-12T12:00:00.000Z',
  },
} as PublicBooking;

describe('calendarOf', () => {
  const text = calendarOf(booking, null, 'https://karcis.example');
  const lines = text.split('\r\n');

  it('gives instants in UTC, an hour long where no end is known', () => {
    expect(lines).toContain('DTSTART:20261212T120000Z');
    expect(lines).toContain('DTEND:20261212T130000Z');
    expect(calendarOf(booking, '2026-12-12T15:00:00Z', 'https://karcis.example')).toContain(
      'DTEND:20261212T150000Z',
    );
  });

  it('escapes what people wrote, so that it stays one line', () => {
    expect(lines).toContain('SUMMARY:Keramik\\; tanah\\, air\\nBEGIN:VEVENT');
  });

  it('folds lines at 75 octets', () => {
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(text.replaceAll('\r\n ', '')).toContain('Jawa Barat\\, Indonesia\r\n');
  });

  it('says nothing personal, and always the same id', () => {
    expect(text).not.toContain('S***i');
    expect(lines).toContain('UID:K7QM2XVD9HTA@karcis.example');
  });
});
