import type { Item } from '@karcis/contracts';
import {
  type QuestionValues,
  readQuestions,
  toQuestionValues,
  toQuestions,
} from './question-values.ts';
import { toInstant, toLocalTime } from './zoned-time.ts';

/** An item as it stands in the form: what was typed, times on the wall of the site's zone, the price in its currency's units. */
export type ItemValues = Readonly<Record<TextField, string>> & {
  readonly autoApprove: boolean;
  readonly certificate: boolean;
  readonly fileRequired: boolean;
  readonly questions: readonly QuestionValues[];
};

const textFields = [
  'title',
  'slug',
  'description',
  'location',
  'startsAt',
  'endsAt',
  'bookingClosesAt',
  'imageUrl',
  'capacity',
  'price',
  'currency',
  'maxPerBooking',
  'holdMinutes',
] as const;
type TextField = (typeof textFields)[number];

export const FILE_REQUIRED = 'submission.fileRequired';
const MINUTE_SECONDS = 60;

export const newItemValues: ItemValues = {
  title: '',
  slug: '',
  description: '',
  location: '',
  startsAt: '',
  endsAt: '',
  bookingClosesAt: '',
  imageUrl: '',
  capacity: '',
  price: '',
  currency: 'IDR',
  maxPerBooking: '1',
  holdMinutes: '',
  autoApprove: false,
  certificate: false,
  fileRequired: true,
  questions: [],
};

export function readItemForm(form: FormData): ItemValues {
  const texts = textFields.map((name) => {
    const value = form.get(name);
    return [name, typeof value === 'string' ? value.trim().replaceAll('\r\n', '\n') : ''] as const;
  });
  return {
    ...(Object.fromEntries(texts) as Record<TextField, string>),
    autoApprove: form.has('autoApprove'),
    certificate: form.has('certificate'),
    fileRequired: form.has(FILE_REQUIRED),
    questions: readQuestions(form),
  };
}

export function toItemValues(item: Item, timeZone: string): ItemValues {
  const { startsAt, endsAt, bookingClosesAt, price, currency } = item;
  return {
    title: item.title,
    slug: item.slug,
    description: item.description,
    location: item.location,
    startsAt: toLocalTime(startsAt, timeZone),
    endsAt: endsAt ? toLocalTime(endsAt, timeZone) : '',
    bookingClosesAt: bookingClosesAt === startsAt ? '' : toLocalTime(bookingClosesAt, timeZone),
    imageUrl: item.imageUrl ?? '',
    capacity: String(item.availability.capacity),
    price: (price / 10 ** minorDigits(currency)).toFixed(minorDigits(currency)),
    currency,
    maxPerBooking: String(item.maxPerBooking),
    holdMinutes: String(Math.round((item.holdTtlSeconds / MINUTE_SECONDS) * 10_000) / 10_000),
    autoApprove: item.autoApprove,
    certificate: item.certificate,
    fileRequired: item.submission.fileRequired,
    questions: item.submission.fields.map(toQuestionValues),
  };
}

/** What the API takes, not checked: a field that is left empty is left out, or null where the API knows nothing. */
export function toItemRequest(values: ItemValues, timeZone: string) {
  const instant = (local: string) => (local ? (toInstant(local, timeZone) ?? local) : undefined);
  const number = (text: string) => (text ? Number(text.replace(',', '.')) : undefined);
  const price = number(values.price);
  const minutes = number(values.holdMinutes);
  return {
    title: values.title,
    slug: values.slug || undefined,
    description: values.description,
    location: values.location,
    startsAt: instant(values.startsAt),
    endsAt: instant(values.endsAt) ?? null,
    bookingClosesAt: instant(values.bookingClosesAt),
    imageUrl: values.imageUrl || null,
    capacity: number(values.capacity),
    price: price && rounded(price * 10 ** minorDigits(values.currency)),
    currency: values.currency.toUpperCase(),
    maxPerBooking: number(values.maxPerBooking),
    holdTtlSeconds: minutes && Math.round(minutes * MINUTE_SECONDS),
    autoApprove: values.autoApprove,
    certificate: values.certificate,
    submission: { fileRequired: values.fileRequired, fields: toQuestions(values.questions) },
  };
}

/**
 * What somebody changed, as the API takes it. What they left alone is left out, so it stays as it is by then, to the second
 * that the form does not show.
 */
export function changesOf(values: ItemValues, before: ItemValues, timeZone: string) {
  const [now, was] = [toItemRequest(values, timeZone), toItemRequest(before, timeZone)];
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof typeof was]),
  );
  // Emptied, and not left out: the API says whether it may be empty.
  const changes = changed.map(([name, value]) => [name, value === undefined ? '' : value]);
  const follows = values.bookingClosesAt === '' && changed.some(([name]) => CLOSES.has(name));
  return {
    ...(Object.fromEntries(changes) as Record<string, unknown>),
    // Left empty it is the time of the start, also after that was moved.
    ...(follows && { bookingClosesAt: now.startsAt }),
  };
}

const CLOSES = new Set(['startsAt', 'bookingClosesAt']);

/** Digits behind the point of a currency: 0 for rupiah, which has no sen any more, 2 for dollars. */
export function minorDigits(currency: string): number {
  if (currency.toUpperCase() === 'IDR' || !/^[a-z]{3}$/i.test(currency)) return 0;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** 12.34 × 100 is a little more than 1234 for a computer; 12.345 × 100 is no amount, and stays none. */
const rounded = (amount: number) =>
  Math.abs(amount - Math.round(amount)) < 1e-6 ? Math.round(amount) : amount;
