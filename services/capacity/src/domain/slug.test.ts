import { describe, expect, it } from '@jest/globals';
import { slug } from '@karcis/contracts';
import { slugOf } from './slug.ts';

describe('a slug', () => {
  it.each([
    ['Kelas Keramik', 'kelas-keramik'],
    ['  Café & Crème: Malam ke-2! ', 'cafe-creme-malam-ke-2'],
    ['陶芸教室', 'item'],
    ['😀', 'item'],
  ])('of %j is %j', (title, expected) => {
    expect(slugOf(title)).toBe(expected);
  });

  it('fits the contract however long the title is', () => {
    for (const title of ['a'.repeat(160), 'ab '.repeat(53), `${'a'.repeat(79)} b`]) {
      expect(slug.safeParse(slugOf(title)).success).toBe(true);
    }
  });
});
