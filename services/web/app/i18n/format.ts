import type { Language } from './language.ts';

const LOCALES: Readonly<Record<Language, string>> = { id: 'id-ID', en: 'en-GB' };

/** How Indonesia names its zones. Others are named by their offset. */
const ZONES: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
};

export type Format = ReturnType<typeof createFormat>;

/** Money and times as people here write them. Takes instants in ISO 8601 and amounts in minor units. */
export function createFormat(language: Language, timeZone: string) {
  const locale = LOCALES[language];
  const parts = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (instant: string) =>
      Object.fromEntries(
        format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
      );
  };
  // Put together here: what browsers and servers put between the parts differs from release to release.
  const dateParts = parts({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const shortParts = parts({ weekday: 'short', day: 'numeric', month: 'short' });
  const briefParts = parts({ day: 'numeric', month: 'short', year: 'numeric' });
  const clockParts = parts({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const zone = ZONES[timeZone] ?? offsetName(timeZone);

  const clock = (instant: string) => {
    const { hour, minute } = clockParts(instant);
    return `${hour}.${minute}`;
  };
  const date = (instant: string) => {
    const { weekday, day, month, year } = dateParts(instant);
    return `${weekday}, ${day} ${month} ${year}`;
  };

  return {
    zone,
    /** `19.00 WIB` */
    time: (instant: string) => `${clock(instant)} ${zone}`,
    /** `Sabtu, 12 Desember 2026` */
    date,
    /** `Sabtu, 12 Desember 2026, 19.00 WIB` */
    dateTime: (instant: string) => `${date(instant)}, ${clock(instant)} ${zone}`,
    /** `25 Nov 2026, 19.00 WIB`, where there is little room. */
    brief(instant: string) {
      const { day, month, year } = briefParts(instant);
      return `${day} ${month} ${year}, ${clock(instant)} ${zone}`;
    },
    /** `09.00–12.00 WIB`, or with both dates when they differ. */
    span(from: string, to: string | null) {
      if (!to) return `${date(from)}, ${clock(from)} ${zone}`;
      if (date(from) === date(to)) {
        // Word joiners: a line must not end at the dash.
        return `${date(from)}, ${clock(from)}\u2060–\u2060${clock(to)} ${zone}`;
      }
      return `${date(from)}, ${clock(from)} – ${date(to)}, ${clock(to)} ${zone}`;
    },
    /** Of a calendar sheet: `Sab`, `12`, `Des`. */
    sheet(instant: string) {
      const { weekday = '', day = '', month = '' } = shortParts(instant);
      return { weekday, day, month };
    },
    number: (value: number) => new Intl.NumberFormat('id-ID').format(value),
    money: (amount: number, currency: string) => money(amount, currency),
  };
}

/** `Rp150.000`. Other currencies have minor units, which the amount counts. */
function money(amount: number, currency: string): string {
  if (currency === 'IDR') return `Rp${new Intl.NumberFormat('id-ID').format(amount)}`;
  const format = new Intl.NumberFormat('id-ID', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits).replace(/\s/g, ' ');
}

function offsetName(timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' });
  const name = format.formatToParts(0).find(({ type }) => type === 'timeZoneName');
  return name?.value ?? timeZone;
}

/** `K7QM-2XVD-9HTA`: a booking's code as people read it out. */
export const readableCode = (code: string) => code.replace(/(.{4})(?=.)/g, '$1-');
