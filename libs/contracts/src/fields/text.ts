import { z } from 'zod';

const segmenter = new Intl.Segmenter('id', { granularity: 'grapheme' });

/** Printable ASCII, of which no two make one character: most names, and segmenting costs more than all other checks. */
const isPlain = /^[\x20-\x7e]*$/;

/** How many characters a person sees: an emoji family or an accented letter counts once. */
export function countCharacters(text: string): number {
  if (isPlain.test(text)) return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}

// A grapheme is at least one code unit, so most texts need no segmentation.
const hasAtMost = (max: number) => (text: string) =>
  text.length <= max || countCharacters(text) <= max;
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

/**
 * Text that Postgres and JSON can hold: no NUL, no lone surrogate; `max` counts as a person counts.
 * Messages of our own are `Indonesian | English`, and problem details pick the client's.
 */
export const text = (max: number) =>
  z
    .string()
    // Bounds the work of counting: no single character that people write needs 32 code units.
    .max(max * 32)
    .refine(isStorable, {
      error: 'Ada karakter yang tidak dapat disimpan | Has a character that cannot be stored',
      abort: true,
    })
    .refine(hasAtMost(max), { error: `Paling banyak ${max} karakter | At most ${max} characters` });

/** Trimmed text with at least one character. */
export const requiredText = (max: number) => text(max).trim().min(1);
