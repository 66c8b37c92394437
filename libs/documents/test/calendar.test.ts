import { describe, expect, it } from '@jest/globals';
import type { BookingView } from '@karcis/contracts';
import { drawCalendar } from '../src/index.ts';
import { aBookingsFacts } from './a-booking.ts';

const draw = (changes: Partial<BookingView> = {}) => drawCalendar(aBookingsFacts(changes));
const linesOf = (text: string) => text.split('\r\n');
const item = (changes: Partial<BookingView['item']>) => ({
  item: { ...aBookingsFacts().booking.item, ...changes },
});

describe('a calendar entry', () => {
  it('gives instants in UTC, an hour long where no end is known', () => {
    expect(linesOf(draw())).toEqual(
      expect.arrayContaining(['DTSTART:20261212T120000Z', 'DTEND:20261212T150000Z']),
    );
    expect(linesOf(draw(item({ endsAt: null })))).toContain('DTEND:20261212T130000Z');
  });

  it('has what calendars ask for, and ends its lines as they want it', () => {
    const text = draw();
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(linesOf(text)).toEqual(
      expect.arrayContaining([
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'METHOD:PUBLISH',
        'DTSTAMP:20261125T113000Z',
        'END:VCALENDAR',
      ]),
    );
    expect(text).toMatch(/\r\nPRODID:\S/);
    expect(text.endsWith('END:VCALENDAR\r\n') || text.endsWith('END:VCALENDAR')).toBe(true);
  });

  it('is always the same event, and a later version of it when the item changed or the booking ended', () => {
    const uid = 'UID:K7QM2XVD9HTA@karcis.example';
    expect(linesOf(draw())).toEqual(expect.arrayContaining([uid, 'SEQUENCE:2']));
    expect(linesOf(draw(item({ version: 4 })))).toEqual(
      expect.arrayContaining([uid, 'SEQUENCE:3']),
    );
    const ended = linesOf(draw({ state: 'CANCELLED' }));
    expect(ended).toEqual(expect.arrayContaining([uid, 'SEQUENCE:3', 'STATUS:CANCELLED']));
    expect(ended).not.toContain('BEGIN:VALARM');
  });

  it('reminds the day before and two hours before', () => {
    expect(linesOf(draw()).filter((line) => line.startsWith('TRIGGER'))).toEqual([
      'TRIGGER:-P1D',
      'TRIGGER:-PT2H',
    ]);
  });

  it('escapes what people wrote, and folds lines at 75 octets', () => {
    const text = draw(
      item({
        title: 'Keramik; tanah, air\nBEGIN:VEVENT',
        location: 'Studio 陶芸 di Jalan yang Panjang Namanya, Bandung, Jawa Barat, Indonesia Raya',
      }),
    );
    expect(linesOf(text)).toContain('SUMMARY:Keramik\\; tanah\\, air\\nBEGIN:VEVENT');
    expect(Math.max(...linesOf(text).map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(
      75,
    );
    expect(text.replaceAll('\r\n ', '')).toContain('Jawa Barat\\, Indonesia Raya\r\n');
  });

  it('says nothing personal', () => {
    expect(draw()).not.toMatch(/Siti|Budi|siti@|628123456789/);
  });
});
