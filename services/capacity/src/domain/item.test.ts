import { describe, expect, it } from '@jest/globals';
import { applyChanges, findInvalid, newItem } from './item.ts';

const times = { ttlSeconds: 900, minSeconds: 600, maxSeconds: 900 };
const created = newItem({
  title: 'Kelas Keramik',
  startsAt: '2026-12-05T03:00:00.000Z',
  capacity: 10,
  price: 150_000,
});

describe('a new item', () => {
  it('has the defaults of the HTTP contract', () => {
    expect(created).toEqual({
      title: 'Kelas Keramik',
      slug: 'kelas-keramik',
      description: '',
      location: '',
      startsAt: new Date('2026-12-05T03:00:00.000Z'),
      endsAt: null,
      imageUrl: null,
      capacity: 10,
      price: 150_000,
      currency: 'IDR',
      status: 'DRAFT',
      maxPerBooking: 1,
      holdTtlSeconds: null,
      bookingClosesAt: null,
      submission: { fileRequired: true, fields: [] },
      autoApprove: false,
      certificate: false,
    });
  });
});

describe('a change', () => {
  it('leaves what it does not name, the slug of a new title too', () => {
    expect(applyChanges(created, { title: 'Kelas Batik', price: undefined })).toEqual({
      ...created,
      title: 'Kelas Batik',
    });
  });

  it('can take an end and a picture away', () => {
    const withEnd = applyChanges(created, {
      endsAt: '2026-12-05T05:00:00.000Z',
      imageUrl: 'https://example.org/a.png',
    });
    expect(applyChanges(withEnd, { endsAt: null, imageUrl: null })).toEqual(created);
  });

  it.each([599, 901])('of the hold time to %i seconds is not valid', (holdTtlSeconds) => {
    const changes = { holdTtlSeconds };
    expect(findInvalid(applyChanges(created, changes), changes, times)).toEqual({
      pointer: '/holdTtlSeconds',
      detail: 'Harus 600 sampai 900 detik | Must be from 600 to 900 seconds',
    });
  });

  it('may keep a hold time that was allowed when it was set', () => {
    const short = applyChanges(created, { holdTtlSeconds: 60 });
    expect(findInvalid(short, { title: 'x' }, times)).toBeUndefined();
  });

  it('of the start alone must not pass the end', () => {
    const ending = applyChanges(created, { endsAt: '2026-12-05T05:00:00.000Z' });
    const changes = { startsAt: '2026-12-06T03:00:00.000Z' };
    expect(findInvalid(applyChanges(ending, changes), changes, times)).toMatchObject({
      pointer: '/endsAt',
    });
  });
});
