import type { Item, PublicBooking } from '@karcis/contracts';

const HOUR_MS = 60 * 60 * 1000;
/** RFC 5545, 3.1: lines are folded at 75 octets, and the next one begins with a space. */
const OCTETS_MAX = 75;

/** The event of a booking as a calendar takes it (RFC 5545), in UTC, with nothing personal in it. */
export function calendarOf(
  { code, url, item, updatedAt }: PublicBooking,
  endsAt: Item['endsAt'],
  publicUrl: string,
): string {
  const end = endsAt ?? new Date(Date.parse(item.startsAt) + HOUR_MS).toISOString();
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Karcis//ID',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${code}@${new URL(publicUrl).hostname}`,
    `DTSTAMP:${utc(updatedAt)}`,
    `DTSTART:${utc(item.startsAt)}`,
    `DTEND:${utc(end)}`,
    `SUMMARY:${escape(item.title)}`,
    ...(item.location ? [`LOCATION:${escape(item.location)}`] : []),
    `URL:${publicUrl}${url}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

const utc = (instant: string) => new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '');

const escape = (text: string) =>
  text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n');

function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character) > OCTETS_MAX) {
      parts.push(part);
      part = ' ';
    }
    part += character;
  }
  return [...parts, part].join('\r\n');
}
