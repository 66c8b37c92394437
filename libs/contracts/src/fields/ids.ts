import { z } from 'zod';

/** Crockford's base32 without the letters that look like digits. */
export const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const uuid = z.guid().toLowerCase();
export const instant = z.iso.datetime();

/** An item's public id: 8 Crockford base32 characters, any case. */
export const shortId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{8}$/i)
  .toUpperCase();

/** A booking's public code: 12 Crockford base32 characters, with or without dashes, any case. */
export const bookingCode = z
  .string()
  .max(20)
  .transform((code) => code.replaceAll('-', '').toUpperCase())
  .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{12}$/));

/** Lower-case words joined by dashes. */
export const slug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
