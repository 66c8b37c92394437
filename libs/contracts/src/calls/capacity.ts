import { z } from 'zod';
import { defineCall } from '../define.ts';
import { instant, uuid } from '../fields/ids.ts';
import { CreateItem, Item, ItemStatus, ItemSummary, UpdateItem } from '../http/item.ts';
import { listOf, Page, pageOf } from '../http/list.ts';
import { ItemFacts } from './item-facts.ts';

const epoch = z.int().min(1);

/** Takes places for a booking. Idempotent by booking id: a repeat gives the first answer, and says that it is one. */
export const holdPlaces = defineCall({
  subject: 'cmd.capacity.hold.v1',
  request: z.object({ bookingId: uuid, itemRef: z.string(), quantity: z.int().min(1) }),
  response: z.discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('held'),
      /** The places were held before, so the booking may be there too. */
      repeated: z.literal(true).optional(),
      epoch,
      /** The place's own quantity: a repeat under another request shows here. */
      quantity: z.int(),
      heldAt: instant,
      expiresAt: instant,
      item: ItemFacts,
    }),
    /** The booking's own hold exists and has ended: the repeat came too late. */
    z.object({ outcome: z.literal('hold-expired') }),
    z.object({ outcome: z.literal('item-not-found') }),
    z.object({ outcome: z.literal('item-closed') }),
    z.object({ outcome: z.literal('sold-out') }),
    z.object({
      outcome: z.literal('hold-pool-full'),
      nextReleaseAt: instant.nullable(),
      now: instant,
    }),
    z.object({ outcome: z.literal('quantity-too-large'), maxQuantity: z.int() }),
  ]),
});

const forPlaces = { bookingId: uuid, epoch };
/** `ok` also for a repeat that already took effect; `released` when the places are gone; `stale` when a newer epoch is known. */
const placesOutcome = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('ok'),
    epoch,
    /** RELEASED only in the answer to a release. */
    state: z.enum(['HELD', 'LOCKED', 'CONFIRMED', 'RELEASED']),
    expiresAt: instant.nullable(),
    at: instant,
  }),
  z.object({ outcome: z.enum(['released', 'stale', 'unknown', 'sold-out', 'not-allowed']) }),
]);
export type PlacesOutcome = z.infer<typeof placesOutcome>;

/** HELD → LOCKED if the hold is alive by capacity's clock: a proof is under review. `proofId` is kept for the reconciler. */
export const lockPlaces = defineCall({
  subject: 'cmd.capacity.lock.v1',
  request: z.object({ ...forPlaces, proofId: uuid.nullable() }),
  response: placesOutcome,
});

/** LOCKED → CONFIRMED, or HELD → CONFIRMED while alive (provider payment). Never revives RELEASED. */
export const confirmPlaces = defineCall({
  subject: 'cmd.capacity.confirm.v1',
  request: z.object(forPlaces),
  response: placesOutcome,
});

/** Gives the places of that epoch back, from any state. An unknown booking is `ok` for the caller: there is nothing to release. */
export const releasePlaces = defineCall({
  subject: 'cmd.capacity.release.v1',
  request: z.object(forPlaces),
  response: placesOutcome,
});

/** Extends a living hold once to `seconds` from now; a repeat gives the first instant. */
export const extendHold = defineCall({
  subject: 'cmd.capacity.extend.v1',
  request: z.object({ ...forPlaces, seconds: z.int().min(1).max(86_400) }),
  response: placesOutcome,
});

/**
 * Late money: RELEASED of `epoch` → CONFIRMED of `epoch + 1`, all or nothing, if capacity is left; ignores the hold pool and a
 * CLOSED item. A repeat gives the first answer.
 */
export const reacquirePlaces = defineCall({
  subject: 'cmd.capacity.reacquire.v1',
  request: z.object(forPlaces),
  response: placesOutcome,
});

/** One item by id, shortId or slug-shortId. DRAFT items are found only with `drafts`. */
export const findItem = defineCall({
  subject: 'qry.capacity.item.v1',
  request: z.object({ ref: z.string(), drafts: z.boolean().default(false) }),
  response: z.discriminatedUnion('found', [
    z.object({ found: z.literal(true), item: Item }),
    z.object({ found: z.literal(false) }),
  ]),
});

/** Items by start, then id; the public sees OPEN and CLOSED ones. */
export const listItems = defineCall({
  subject: 'qry.capacity.items.v1',
  request: z.object({
    ...Page.shape,
    q: z.string().max(100).optional(),
    status: ItemStatus.optional(),
    drafts: z.boolean().default(false),
  }),
  response: pageOf(listOf(ItemSummary).extend({ serverTime: instant })),
});

const itemOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ok'), item: Item }),
  z.object({ outcome: z.literal('item-not-found') }),
  z.object({ outcome: z.literal('slug-taken') }),
  z.object({ outcome: z.literal('capacity-in-use'), inUse: z.int() }),
  z.object({ outcome: z.literal('invalid'), pointer: z.string(), detail: z.string() }),
]);

/** Makes an item under the caller's id; a repeat answers the item as it is. */
export const createItem = defineCall({
  subject: 'cmd.capacity.create-item.v1',
  request: z.object({ id: uuid, item: CreateItem }),
  response: itemOutcome,
});

/** Changes the given fields. Capacity may shrink to what is in use (held, locked, confirmed), not below. */
export const updateItem = defineCall({
  subject: 'cmd.capacity.update-item.v1',
  request: z.object({ id: uuid, changes: UpdateItem }),
  response: itemOutcome,
});

/** Which places a set of bookings has; bookings that have none are left out. For the reconciler. */
export const PlacesRow = z.object({
  bookingId: uuid,
  itemId: uuid,
  quantity: z.int(),
  epoch,
  state: z.enum(['HELD', 'LOCKED', 'CONFIRMED', 'RELEASED']),
  proofId: uuid.nullable(),
  expiresAt: instant.nullable(),
  changedAt: instant,
});
export type PlacesRow = z.infer<typeof PlacesRow>;

export const findPlaces = defineCall({
  subject: 'qry.capacity.places.v1',
  request: z.object({ bookingIds: z.array(uuid).max(500) }),
  response: z.object({ places: z.array(PlacesRow), now: instant }),
});

/** Places in use (HELD, LOCKED, CONFIRMED) by booking id, page by page. For the reconciler. */
export const listPlaces = defineCall({
  subject: 'qry.capacity.places-page.v1',
  request: z.object({ after: uuid.nullable(), limit: z.int().min(1).max(500) }),
  response: z.object({ places: z.array(PlacesRow), now: instant }),
});

/** Capacity's database clock: the clock that judges holds. */
export const readClock = defineCall({
  subject: 'qry.capacity.time.v1',
  request: z.object({}),
  response: z.object({ now: instant }),
});
