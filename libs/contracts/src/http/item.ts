import { z } from 'zod';
import { instant, shortId, slug, uuid } from '../fields/ids.ts';
import { amount, currency } from '../fields/money.ts';
import { requiredText, text } from '../fields/text.ts';

export const ItemStatus = z.enum(['DRAFT', 'OPEN', 'CLOSED']);
export type ItemStatus = z.infer<typeof ItemStatus>;

const fieldKey = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,39}$/);
const Question = z.strictObject({
  key: fieldKey,
  label: requiredText(120),
  type: z.enum(['text', 'textarea', 'select', 'checkbox']),
  required: z.boolean().default(false),
  options: z.array(requiredText(120)).max(50).default([]),
});
export type Question = z.infer<typeof Question>;

const hasOptions = ({ type, options }: Question) => type !== 'select' || options.length > 0;
const optionsRule = {
  error: 'Pilihan harus punya isi | A select needs options',
  path: ['options'],
};
const hasUniqueKeys = (questions: readonly Question[]) =>
  new Set(questions.map(({ key }) => key)).size === questions.length;

/** What a person hands in besides the money: a file, and answers to the item's own questions. */
export const Submission = z.strictObject({
  fileRequired: z.boolean().default(true),
  fields: z
    .array(Question.refine(hasOptions, optionsRule))
    .max(20)
    .refine(hasUniqueKeys, { error: 'Kuncinya harus berbeda | Keys must differ' })
    .default([]),
});
export type Submission = z.infer<typeof Submission>;

/** Why an item cannot be booked now. */
export const UnbookableReason = z.enum(['closed', 'sold-out', 'hold-pool-full', 'ended']);

/** The mission's numbers (section 6), exact at the answer's `serverTime`. All count places. */
export const Availability = z.strictObject({
  capacity: z.int(),
  paid: z.int(),
  review: z.int(),
  holdActive: z.int(),
  capacityUsed: z.int(),
  capacityLeft: z.int(),
  holdPool: z.int(),
  holdPoolLeft: z.int(),
  available: z.int(),
  maxQuantity: z.int(),
  bookable: z.boolean(),
  reason: UnbookableReason.nullable(),
  nextReleaseAt: instant.nullable(),
});
export type Availability = z.infer<typeof Availability>;

export const Item = z.strictObject({
  id: uuid,
  shortId,
  slug,
  url: z.string(),
  title: z.string(),
  description: z.string(),
  location: z.string(),
  startsAt: instant,
  endsAt: instant.nullable(),
  imageUrl: z.string().nullable(),
  price: amount,
  currency,
  status: ItemStatus,
  maxPerBooking: z.int(),
  holdTtlSeconds: z.int(),
  bookingClosesAt: instant,
  submission: Submission,
  autoApprove: z.boolean(),
  /** Whether who was there gets a certificate when it is over. */
  certificate: z.boolean(),
  availability: Availability,
  serverTime: instant,
});
export type Item = z.infer<typeof Item>;

/** An item in a list: the card's facts. */
export const ItemSummary = Item.omit({ description: true, submission: true });
export type ItemSummary = z.infer<typeof ItemSummary>;

/** A picture that the organiser uploaded (`/api/images/…`) or one on the web. */
const imageUrl = z.union([
  z.string().regex(/^\/api\/images\/[0-9a-f-]{36}$/),
  z.httpUrl().max(2000),
]);

const itemFields = {
  title: requiredText(160),
  slug: slug.optional(),
  description: text(10_000).optional(),
  location: text(200).optional(),
  startsAt: instant,
  endsAt: instant.nullable().optional(),
  imageUrl: imageUrl.nullable().optional(),
  capacity: z.int().min(0).max(1_000_000),
  price: amount,
  currency: currency.optional(),
  status: ItemStatus.optional(),
  maxPerBooking: z.int().min(1).max(100).optional(),
  holdTtlSeconds: z.int().min(1).max(900).optional(),
  bookingClosesAt: instant.optional(),
  submission: Submission.optional(),
  autoApprove: z.boolean().optional(),
  certificate: z.boolean().optional(),
};

const endsAfterStart = ({
  startsAt,
  endsAt,
}: {
  startsAt?: string | undefined;
  endsAt?: string | null | undefined;
}) => !startsAt || !endsAt || Date.parse(endsAt) >= Date.parse(startsAt);
const endRule = {
  error: 'Tidak boleh sebelum waktu mulai | Must not be before the start',
  path: ['endsAt'],
};

/** `POST /api/admin/items`. */
export const CreateItem = z.strictObject(itemFields).refine(endsAfterStart, endRule);
export type CreateItem = z.infer<typeof CreateItem>;

/** `PATCH /api/admin/items/:id`: what is left out stays. */
export const UpdateItem = z.strictObject(itemFields).partial().refine(endsAfterStart, endRule);
export type UpdateItem = z.infer<typeof UpdateItem>;
