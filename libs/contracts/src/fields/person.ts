import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';
import { countCharacters, text } from './text.ts';

// Letters of any script with their marks; apostrophes, dots and hyphens only after a letter (O'Brien, Jr., Anne-Marie).
const nameShape = /^\p{L}[\p{L}\p{M}'’.\- ]*$/u;

/** A person's name: 3 to 80 characters after trimming (mission, section 2). */
export const personName = text(80)
  .trim()
  .regex(nameShape, {
    error: "Hanya huruf, spasi, dan ' . - | Letters, spaces and ' . - only",
    abort: true,
  })
  .refine((name) => countCharacters(name) >= 3, {
    error: 'Paling sedikit 3 karakter | At least 3 characters',
  });

const mobileTypes: readonly (string | undefined)[] = ['MOBILE', 'FIXED_LINE_OR_MOBILE'];

/**
 * Normalises a mobile number to E.164. Without a country it is Indonesian: 0812…, 62812…, +62812… and 812… are one number
 * (mission, section 2). Undefined if it is no mobile number.
 */
export function toMobileNumber(input: string): string | undefined {
  const digits = input.replace(/[\s().-]/g, '');
  if (!/^\+?\d{6,15}$/.test(digits)) return undefined;

  const international = digits.startsWith('+')
    ? digits.replace(/^\+620+/, '+62')
    : `+62${digits.replace(/^(62|0)/, '').replace(/^0+/, '')}`;
  const parsed = parsePhoneNumberFromString(international);
  return parsed?.isValid() && mobileTypes.includes(parsed.getType()) ? parsed.number : undefined;
}

/** A WhatsApp number, answered in E.164. */
export const whatsapp = z
  .string()
  .max(32)
  .transform((input, context) => {
    const number = toMobileNumber(input);
    if (number) return number;
    context.addIssue({ code: 'custom', message: 'Bukan nomor ponsel | Not a mobile number' });
    return z.NEVER;
  });

export const email = z.email().max(254);

/** How to reach a person; both ways are optional. */
export const Contact = z.strictObject({ whatsapp: whatsapp.optional(), email: email.optional() });
export type Contact = z.infer<typeof Contact>;

/** At most 120 characters (mission, section 2). */
export const note = text(120).trim();

/** Hides a name from strangers word by word: Siti Aminah is S***i A***h (mission, section 2). */
export function maskName(name: string): string {
  return name.split(/\s+/).filter(Boolean).map(maskWord).join(' ');
}

function maskWord(word: string): string {
  const letters = [...word];
  // The last letter of a two-letter word would give the whole word away.
  return `${letters[0]}***${letters.length > 2 ? letters.at(-1) : ''}`;
}
