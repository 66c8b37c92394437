import type { Availability, Item } from '@karcis/contracts';
import { type ItemValues, toItemRequest } from './item-values.ts';

const HOLD_POOL_SHARE = 0.3;
const HOLD_SECONDS = 900;
const AMOUNT_MAX = 1_000_000_000_000;

type PreviewOptions = {
  /** The item as it is, when it is there already. */
  readonly item: Item | undefined;
  readonly serverTime: string;
  readonly timeZone: string;
  /** Where there is no title yet. */
  readonly title: string;
};

/** The item that the form would make, as visitors would see it. What is not there yet, or is wrong, has something in its place. */
export function previewItem(values: ItemValues, options: PreviewOptions): Item {
  const { item, serverTime, timeZone, title } = options;
  const typed = toItemRequest(values, timeZone);
  const startsAt = instantOr(typed.startsAt, serverTime);
  const whole = (value: number | undefined, max: number) =>
    value !== undefined && Number.isInteger(value) && value >= 0 && value <= max ? value : 0;
  const capacity = whole(typed.capacity, 1_000_000);
  return {
    id: item?.id ?? '',
    shortId: item?.shortId ?? '',
    slug: values.slug,
    url: item?.url ?? '/',
    title: values.title || title,
    description: values.description,
    location: values.location,
    startsAt,
    endsAt: typed.endsAt && instantOr(typed.endsAt, startsAt),
    imageUrl: typed.imageUrl,
    price: whole(typed.price, AMOUNT_MAX),
    currency: /^[A-Z]{3}$/.test(typed.currency) ? typed.currency : 'IDR',
    status: item?.status ?? 'DRAFT',
    maxPerBooking: whole(typed.maxPerBooking, 100),
    holdTtlSeconds: whole(typed.holdTtlSeconds, HOLD_SECONDS) || HOLD_SECONDS,
    bookingClosesAt: instantOr(typed.bookingClosesAt, startsAt),
    submission: typed.submission,
    certificate: values.certificate,
    autoApprove: values.autoApprove,
    availability: availabilityOf(capacity, item?.availability),
    serverTime,
  };
}

const instantOr = (instant: string | undefined, otherwise: string) =>
  instant && !Number.isNaN(Date.parse(instant)) && instant.endsWith('Z') ? instant : otherwise;

/** Open for booking, with the places that are in use now: the preview is of the item once it is open. */
function availabilityOf(capacity: number, now: Availability | undefined): Availability {
  const { paid = 0, review = 0, holdActive = 0, nextReleaseAt = null } = now ?? {};
  const capacityUsed = paid + review;
  const capacityLeft = Math.max(0, capacity - capacityUsed);
  const holdPool = capacity === 0 ? 0 : Math.max(1, Math.floor(capacity * HOLD_POOL_SHARE));
  const holdPoolLeft = Math.max(0, holdPool - holdActive);
  const available = Math.max(0, Math.min(holdPoolLeft, capacityLeft - holdActive));
  const reason = capacityLeft === 0 ? 'sold-out' : available === 0 ? 'hold-pool-full' : null;
  return {
    ...{ capacity, paid, review, holdActive, capacityUsed, capacityLeft, holdPool, holdPoolLeft },
    ...{ available, maxQuantity: 1, bookable: reason === null, reason, nextReleaseAt },
  };
}
