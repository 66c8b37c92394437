import { z } from 'zod';
import { ItemFacts } from '../calls/item-facts.ts';
import { defineEvent } from '../define.ts';
import { instant, uuid } from '../fields/ids.ts';

const places = {
  bookingId: uuid,
  itemId: uuid,
  epoch: z.int().min(1),
  quantity: z.int().min(1),
  at: instant,
};
const example = {
  bookingId: '0d9c7a52-6b1e-8c3f-9f57-2f6f0c7d1e11',
  itemId: '01997b7e-3c11-7000-8000-5d1c0a5f9b01',
  epoch: 1,
  quantity: 1,
  at: '2026-11-23T05:15:00.000Z',
};

/** A hold's time ran out, judged by capacity's database clock; its places are on offer again. */
export const holdExpired = defineEvent({
  type: 'capacity.hold-expired.v1',
  stream: 'CAPACITY',
  data: z.object(places),
  example,
});

/** Places were given back because their booking ended. */
export const placesReleased = defineEvent({
  type: 'capacity.released.v1',
  stream: 'CAPACITY',
  data: z.object(places),
  example,
});

/** An item was made or changed; `version` rises with each change. */
export const itemChanged = defineEvent({
  type: 'capacity.item-changed.v1',
  stream: 'CAPACITY',
  data: ItemFacts,
  example: {
    id: example.itemId,
    version: 1,
    shortId: '7GK2M9QX',
    slug: 'kelas-keramik',
    title: 'Kelas Keramik',
    location: 'Bandung',
    startsAt: '2026-12-05T03:00:00.000Z',
    endsAt: null,
    price: 150000,
    currency: 'IDR',
    submission: { fileRequired: true, fields: [] },
    autoApprove: false,
  },
});
