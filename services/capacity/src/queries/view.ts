import { type Item, itemUrl } from '@karcis/contracts';
import type { ItemViewRow } from '../db/item-views.ts';
import { availabilityOf } from '../domain/availability.ts';

/** An item as the HTTP contract shows it, with its numbers at `serverTime`. */
export function toItem(row: ItemViewRow, ttlSeconds: number): Item {
  const { server_time: now, short_id: shortId, slug } = row;
  const bookingClosesAt = row.booking_closes_at ?? row.starts_at;
  return {
    id: row.id,
    shortId,
    slug,
    url: itemUrl({ slug, shortId }),
    title: row.title,
    description: row.description,
    location: row.location,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at?.toISOString() ?? null,
    imageUrl: row.image_url,
    price: row.price,
    currency: row.currency,
    status: row.status,
    maxPerBooking: row.max_per_booking,
    holdTtlSeconds: row.hold_ttl_seconds ?? ttlSeconds,
    bookingClosesAt: bookingClosesAt.toISOString(),
    submission: row.submission,
    autoApprove: row.auto_approve,
    certificate: row.certificate,
    availability: availabilityOf(
      {
        capacity: row.capacity,
        confirmed: row.confirmed,
        locked: row.locked,
        holdActive: row.hold_active,
        maxPerBooking: row.max_per_booking,
        status: row.status,
        bookingClosesAt,
        nextReleaseAt: row.next_release_at,
      },
      now,
    ),
    serverTime: now.toISOString(),
  };
}
