import type { CreateItem, ItemStatus, Submission, UpdateItem } from '@karcis/contracts';
import { slugOf } from './slug.ts';

/** What an organiser says of an item. */
export type ItemFields = {
  readonly title: string;
  readonly slug: string;
  readonly description: string;
  readonly location: string;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly imageUrl: string | null;
  readonly capacity: number;
  /** Integer minor units of `currency`. */
  readonly price: number;
  readonly currency: string;
  readonly status: ItemStatus;
  readonly maxPerBooking: number;
  /** Null: what the service is set to. */
  readonly holdTtlSeconds: number | null;
  /** Null: when the item starts, also after it was moved. */
  readonly bookingClosesAt: Date | null;
  readonly submission: Submission;
  readonly autoApprove: boolean;
  readonly certificate: boolean;
};

/** How long holds may live, and do where an item says nothing. */
export type HoldTimes = {
  readonly ttlSeconds: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
};
/** `detail` is for people, in both languages: `Indonesian | English`. */
export type Invalid = { readonly pointer: string; readonly detail: string };

/** A new item: what its maker left out has the defaults of the HTTP contract. */
export const newItem = (item: CreateItem): ItemFields =>
  applyChanges(
    {
      title: item.title,
      slug: slugOf(item.title),
      description: '',
      location: '',
      startsAt: new Date(item.startsAt),
      endsAt: null,
      imageUrl: null,
      capacity: item.capacity,
      price: item.price,
      currency: 'IDR',
      status: 'DRAFT',
      maxPerBooking: 1,
      holdTtlSeconds: null,
      bookingClosesAt: null,
      submission: { fileRequired: true, fields: [] },
      autoApprove: false,
      certificate: false,
    },
    item,
  );

/** The item with the given fields changed. Its slug stays when its title changes: links to it are about. */
export function applyChanges(item: ItemFields, changes: UpdateItem): ItemFields {
  const { startsAt, endsAt, bookingClosesAt, ...others } = changes;
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  return {
    ...item,
    ...(Object.fromEntries(given) as Partial<ItemFields>),
    ...(startsAt !== undefined && { startsAt: new Date(startsAt) }),
    ...(endsAt !== undefined && { endsAt: endsAt === null ? null : new Date(endsAt) }),
    ...(bookingClosesAt !== undefined && { bookingClosesAt: new Date(bookingClosesAt) }),
  };
}

/** What is wrong with an item as `changes` would leave it. A hold time that was allowed before may stay. */
export function findInvalid(
  item: ItemFields,
  changes: UpdateItem,
  { minSeconds, maxSeconds }: HoldTimes,
): Invalid | undefined {
  const { holdTtlSeconds: ttl } = changes;
  if (ttl !== undefined && (ttl < minSeconds || ttl > maxSeconds)) {
    const range = [minSeconds, maxSeconds] as const;
    const detail = `Harus ${range.join(' sampai ')} detik | Must be from ${range.join(' to ')} seconds`;
    return { pointer: '/holdTtlSeconds', detail };
  }
  if (item.endsAt && item.endsAt < item.startsAt) {
    return {
      pointer: '/endsAt',
      detail: 'Tidak boleh sebelum waktu mulai | Must not be before the start',
    };
  }
  return undefined;
}
