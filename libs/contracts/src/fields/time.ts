const REMEMBERED = 256;
const instants = new Float64Array(REMEMBERED).fill(Number.NaN);
const texts: string[] = Array.from({ length: REMEMBERED }, () => '');

/**
 * An instant as answers and events bear it: RFC 3339 in UTC, with milliseconds. At an on-sale moment thousands of them are the same few,
 * and V8 formats each number in it by itself, so those written last are remembered.
 * @throws RangeError for a date that is none.
 */
export function isoTime(at: Date): string {
  const ms = at.getTime();
  const place = Math.abs(ms % REMEMBERED);
  if (instants[place] === ms) return texts[place] as string;

  const text = at.toISOString();
  instants[place] = ms;
  texts[place] = text;
  return text;
}
