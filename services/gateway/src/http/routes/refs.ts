import { bookingCode, shortId, text, uuid } from '@karcis/contracts';
import { z } from 'zod';

/** What to look for, as short as the services take it: in code units, not in characters. */
export const searchText = text(100).max(100);

/** `kelas-keramik-7GK2M9QX`: the slug may be an old one, the shortId says which item. */
const slugWithShortId = z
  .string()
  .max(120)
  .regex(/^[a-z0-9-]+-[0-9a-hjkmnp-tv-z]{8}$/i)
  .transform((ref) => ref.slice(-8).toUpperCase());

export const byItemRef = {
  schema: z.object({ id: z.union([uuid, shortId, slugWithShortId]) }),
  otherwise: 'item-not-found',
} as const;

export const byBookingCode = {
  schema: z.object({ code: bookingCode }),
  otherwise: 'booking-not-found',
} as const;

export const byBookingId = {
  schema: z.object({ id: uuid }),
  otherwise: 'booking-not-found',
} as const;
