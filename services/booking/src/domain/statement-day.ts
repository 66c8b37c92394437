const MONTHS = ['jan', 'feb', 'mar', 'apr', 'mei', 'jun', 'jul', 'agu', 'sep', 'okt', 'nov', 'des'];
const OTHER_NAMES: Readonly<Record<string, number>> = {
  may: 5,
  ags: 8,
  agt: 8,
  aug: 8,
  oct: 10,
  nop: 11,
  dec: 12,
};
/** A time of day may follow. */
const REST = String.raw`(?:[ T,]+\d{1,2}[:.]\d{2}.*)?$`;
const BY_YEAR = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${REST}`);
const BY_DAY = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?${REST}`);
const IN_WORDS = new RegExp(
  String.raw`^(\d{1,2})[-/ ]([a-z]{3,9})[-/ ,]+(\d{4}|\d{2})${REST}`,
  'i',
);

/**
 * Reads a day as Indonesian banks write it, day first: `25/11/2026`, `25-11-26`, `2026-11-25`, `25 Nov 2026`, `'25/11`. Without a
 * year it is the latest such day up to `latest`. Days are `YYYY-MM-DD`; undefined for what is none.
 */
export function parseStatementDay(text: string, latest: string): string | undefined {
  const plain = text.trim().replace(/^'/, '');
  const byYear = BY_YEAR.exec(plain);
  if (byYear) return toDay(byYear[1], byYear[2], byYear[3]);

  const words = IN_WORDS.exec(plain);
  if (words) return toDay(words[3], monthOf(words[2] ?? ''), words[1]);

  const [, day, month, year] = BY_DAY.exec(plain) ?? [];
  if (!day) return undefined;
  if (year) return toDay(year, month, day);
  const thisYear = Number(latest.slice(0, 4));
  const inThisYear = toDay(thisYear, month, day);
  return inThisYear && inThisYear <= latest ? inThisYear : toDay(thisYear - 1, month, day);
}

function monthOf(name: string): number | undefined {
  const short = name.slice(0, 3).toLowerCase();
  const known = MONTHS.indexOf(short) + 1;
  return known || OTHER_NAMES[short];
}

type Part = string | number | undefined;

function toDay(year: Part, month: Part, day: Part): string | undefined {
  const full = Number(year) < 100 ? 2000 + Number(year) : Number(year);
  const date = new Date(Date.UTC(full, Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}
