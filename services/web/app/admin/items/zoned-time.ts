/** `2026-12-12T19:00`: a time on the wall of a zone, as `<input type="datetime-local">` has it. */
type LocalTime = string;

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/;

/** What the clocks of the zone show at an instant (ISO 8601), to the minute. */
export function toLocalTime(instant: string, timeZone: string): LocalTime {
  const wall = wallMs(Date.parse(instant), timeZone);
  return new Date(wall).toISOString().slice(0, 16);
}

/**
 * The instant at which the zone's clocks show that time, in ISO 8601; undefined for what is no time. Of two such instants, when
 * clocks go back, the first; where they jump over it, as much later as they jump.
 */
export function toInstant(local: LocalTime, timeZone: string): string | undefined {
  const found = LOCAL.exec(local);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  if (new Date(wall).toISOString().slice(0, 16) !== found[0]) return undefined;

  const offsetAt = (ms: number) => wallMs(ms, timeZone) - ms;
  // The offset of a day before is the one that clocks leave when they change on that day.
  const before = wall - offsetAt(wall - DAY_MS);
  const after = wall - offsetAt(wall + DAY_MS);
  const showsIt = (ms: number) => wallMs(ms, timeZone) === wall;
  return new Date(!showsIt(before) && showsIt(after) ? after : before).toISOString();
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The zone's wall clock as if it were UTC, to the minute. */
function wallMs(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  }).formatToParts(ms);
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
}
