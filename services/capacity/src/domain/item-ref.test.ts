import { describe, expect, it } from '@jest/globals';
import { parseItemRef } from './item-ref.ts';

const id = '01997b7e-3c11-7000-8000-5d1c0a5f9b01';

describe('a reference to an item', () => {
  it('may be its id in any case', () => {
    expect(parseItemRef(id.toUpperCase())).toEqual({ id });
  });

  it.each(['7GK2M9QX', '7gk2m9qx', 'kelas-keramik-7GK2M9QX', 'slug-lama-7gk2m9qx', '-7GK2M9QX'])(
    'may be its shortId, alone or behind any slug: %s',
    (ref) => {
      expect(parseItemRef(ref)).toEqual({ shortId: '7GK2M9QX' });
    },
  );

  it.each([
    '',
    '7GK2M9Q',
    '7GK2M9QXY',
    'kelas7GK2M9QX',
    '7GK2M9QI',
    'a-7GK2M9QU',
    `${id}-x`,
    "';--",
  ])('is nothing else: %j', (ref) => {
    expect(parseItemRef(ref)).toBeUndefined();
  });
});
