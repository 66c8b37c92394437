import type { Language } from './facts.ts';

const LOCALES = { id: 'id-ID', en: 'en-GB' } as const;

/** How Indonesia names its zones. Others are named by their offset. */
const ZONES: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
};

export type Format = ReturnType<typeof createFormat>;

/** Money and times as the pages write them. Takes instants in ISO 8601 and amounts in minor units. */
export function createFormat(language: Language, timeZone: string) {
  const parts = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(LOCALES[language], { timeZone, ...options });
    return (instant: string) =>
      Object.fromEntries(
        format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
      );
  };
  const dateParts = parts({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const clockParts = parts({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

  const clock = (instant: string) => {
    const { hour, minute } = clockParts(instant);
    return `${hour}.${minute}`;
  };
  const date = (instant: string) => {
    const { weekday, day, month, year } = dateParts(instant);
    return `${weekday}, ${day} ${month} ${year}`;
  };
  const time = (instant: string) => `${clock(instant)} ${zoneName(instant, timeZone)}`;

  return {
    /** `Sabtu, 12 Desember 2026` */
    date,
    /** `19.00 WIB` */
    time,
    /** `Sabtu, 12 Desember 2026, 19.00 WIB` */
    dateTime: (instant: string) => `${date(instant)}, ${time(instant)}`,
    /** `09.00–12.00 WIB`, with the end's date when it is another day. */
    hours(from: string, to: string | null) {
      if (!to) return time(from);
      if (date(from) === date(to)) return `${clock(from)}–${time(to)}`;
      return `${time(from)} – ${date(to)}, ${time(to)}`;
    },
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

function zoneName(instant: string, timeZone: string): string {
  const known = ZONES[timeZone];
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' });
  const name = format.formatToParts(new Date(instant)).find(({ type }) => type === 'timeZoneName');
  return name?.value ?? timeZone;
}

/** `K7QM-2XVD-9HTA`: a booking's code as people read it out. */
export const readableCode = (code: string) => code.replace(/(.{4})(?=.)/g, '$1-');
