export type Language = 'id' | 'en';

const locales = { id: 'id-ID', en: 'en-GB' } as const;

/** `Rp150.000`; other currencies as the language writes them. `amount` is in minor units, of which IDR has none. */
export function formatMoney(amount: number, currency: string, language: Language): string {
  if (currency === 'IDR') return `Rp${amount.toLocaleString(locales.id)}`;

  const format = new Intl.NumberFormat(locales[language], { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** `Sabtu, 5 Desember 2026 pukul 19.00 WIB`. */
export function formatMoment(at: Date, timeZone: string, language: Language): string {
  const format = dateFormat(locales[language], {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return `${format.format(at)} ${zoneName(at, timeZone)}`;
}

/** WIB, WITA or WIT as people in Indonesia say it; elsewhere the offset. Only the Indonesian locale knows the three. */
function zoneName(at: Date, timeZone: string): string {
  const known = zonePart('id-ID', at, timeZone, 'short');
  return /^WI(B|TA|T)$/.test(known) ? known : zonePart('en-GB', at, timeZone, 'shortOffset');
}

function zonePart(
  locale: string,
  at: Date,
  timeZone: string,
  timeZoneName: 'short' | 'shortOffset',
): string {
  const parts = dateFormat(locale, { timeZone, timeZoneName }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs a thousand times what using it does; there are as many as languages and zones. */
function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = dateFormats.get(key);
  if (known) return known;

  const made = new Intl.DateTimeFormat(locale, options);
  dateFormats.set(key, made);
  return made;
}

/** `K7QM-2XVD-9HTA`. */
export const formatCode = (code: string) => code.match(/.{1,4}/g)?.join('-') ?? '';

// Controls, and the marks that turn the direction of the text after them.
const hidden = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** What people typed, on one line and without characters that steer: fit for a header, a subject and a sentence. */
export const oneLine = (text: string) => text.replace(hidden, ' ').replace(/\s+/g, ' ').trim();
