import type { PublicBooking } from '@karcis/contracts';
import {
  ICalAlarmType,
  ICalCalendar,
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventTransparency,
} from 'ical-generator';
import type { Issuer, Language } from './facts.ts';
import { readableCode } from './format.ts';
import { words } from './words.ts';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** What a calendar may know: anyone with the code gets it, so nothing personal is in it. */
export type CalendarFacts = {
  readonly booking: Pick<PublicBooking, 'code' | 'url' | 'state' | 'updatedAt' | 'item'>;
  readonly issuer: Issuer;
  readonly language: Language;
};

const OVER = new Set(['REJECTED', 'EXPIRED', 'CANCELLED']);

/**
 * The event of a booking as a calendar takes it (RFC 5545): instants in UTC, an hour long where no end is known, and always the
 * same UID with the item's version as SEQUENCE, so that a second import moves the first.
 */
export function drawCalendar({ booking, issuer, language }: CalendarFacts): string {
  const { item, code, state } = booking;
  const isOver = OVER.has(state);
  const start = new Date(item.startsAt);
  const end = item.endsAt ? new Date(item.endsAt) : new Date(start.getTime() + HOUR_SECONDS * 1000);
  const calendar = new ICalCalendar({
    prodId: { company: 'Karcis', product: 'Karcis', language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
  });
  const event = calendar.createEvent({
    id: `${code}@${new URL(issuer.publicUrl).hostname}`,
    // An item's version counts from 1, a SEQUENCE from 0. The end of a booking is one more change of its event.
    sequence: item.version - 1 + (isOver ? 1 : 0),
    stamp: new Date(booking.updatedAt),
    start,
    end: end > start ? end : new Date(start.getTime() + HOUR_SECONDS * 1000),
    summary: item.title,
    url: issuer.publicUrl + booking.url,
    description: `${words[language].code} ${readableCode(code)}\n${issuer.publicUrl}${booking.url}`,
    ...(item.location && { location: item.location }),
    ...(isOver && { status: 'CANCELLED' as never }),
    busystatus: isOver ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    transparency: isOver ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
  });
  if (!isOver) {
    for (const seconds of [DAY_SECONDS, 2 * HOUR_SECONDS]) {
      event.createAlarm({
        type: ICalAlarmType.display,
        triggerBefore: seconds,
        description: item.title,
      });
    }
  }
  return calendar.toString();
}
