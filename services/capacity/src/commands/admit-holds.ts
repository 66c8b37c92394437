import {
  type holdPlaces,
  isoTime,
  type ItemFacts,
  type RequestOf,
  type ResponseOf,
} from '@karcis/contracts';
import type { Database } from '@karcis/db';
import { admitHolds, type Judgement } from '../db/admit-holds.ts';
import type { CapacityDatabase } from '../db/schema.ts';
import type { Telemetry } from '../telemetry.ts';
import { inRounds } from './in-rounds.ts';
import type { ItemKeeper } from './keep-items.ts';

export type HoldRequest = RequestOf<typeof holdPlaces>;
export type HoldAnswer = ResponseOf<typeof holdPlaces>;

export type AdmissionDeps = {
  readonly pool: Database<CapacityDatabase>['pool'];
  readonly items: ItemKeeper;
  readonly telemetry: Pick<Telemetry, 'admitted'>;
  /** How long holds live of an item that has no time of its own. */
  readonly ttlSeconds: number;
};

/** More places than any item has, and the most that the database takes for a number of them. */
const QUANTITY_MAX = 2_147_483_647;
/** No item: every place in a batch is counted from 1. */
const NOWHERE = 0;

/**
 * Judges all holds that wait, of whatever items, in order of arrival. Idempotent by booking id: a repeat has the first answer,
 * also where the places are gone to others or the item is closed by now; after its time `hold-expired`.
 */
export function createAdmission({ pool, items, telemetry, ttlSeconds }: AdmissionDeps) {
  return (requests: readonly HoldRequest[]): Promise<HoldAnswer[]> => inRounds(requests, judge);

  async function judge(round: readonly HoldRequest[]): Promise<HoldAnswer[]> {
    const wanted = await items.findIds(round.map(({ itemRef }) => itemRef));
    const itemIds = [...new Set(wanted.filter((id) => id !== undefined))];
    const places = new Map(itemIds.map((id, index) => [id, index + 1]));
    const asked = wanted.map((id) => (id === undefined ? NOWHERE : (places.get(id) ?? NOWHERE)));

    const judgement = await admitHolds(pool, {
      itemIds,
      bookingIds: round.map(({ bookingId }) => bookingId),
      asked,
      quantities: round.map(({ quantity }) => Math.min(quantity, QUANTITY_MAX)),
      ttlSeconds,
    });
    const granted = versionsGranted(itemIds, asked, judgement);
    const changed = [...new Set([...judgement.changed, ...granted.keys()])];
    telemetry.admitted({ ...judgement, changed });

    const facts = await items.findFacts(new Map([...versionsRepeated(judgement), ...granted]));
    const answer = answerer(judgement, itemIds, facts);
    return round.map(({ quantity }, index) => answer(index, asked[index] as number, quantity));
  }
}

/** The items of which places were taken, and in which version. */
function versionsGranted(
  itemIds: readonly string[],
  asked: readonly number[],
  { outcomes, versions }: Judgement,
): ReadonlyMap<string, number> {
  const granted = new Map<string, number>();
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome !== 'held') continue;
    const item = (asked[index] as number) - 1;
    granted.set(itemIds[item] as string, versions[item] as number);
  }
  return granted;
}

/** The items of places that were there before. */
const versionsRepeated = ({ repeats }: Judgement) =>
  Object.values(repeats ?? {}).map(({ item_id, version }) => [item_id, version] as const);

/** What is the same for all bookings of an item is made once. */
function answerer(
  judgement: Judgement,
  itemIds: readonly string[],
  facts: ReadonlyMap<string, ItemFacts>,
): (index: number, asked: number, quantity: number) => HoldAnswer {
  const now = isoTime(judgement.judgedAt);
  const expiries = judgement.expiries?.map((at) => at && isoTime(at)) ?? [];
  const nextReleases = judgement.nextReleases?.map((at) => at?.toISOString() ?? null);
  const factsOf = (itemId: string) => facts.get(itemId) as ItemFacts;

  return (index, asked, quantity) => {
    const outcome = judgement.outcomes[index] as Judgement['outcomes'][number];
    const item = asked - 1;
    switch (outcome) {
      case 'held':
        return {
          outcome,
          epoch: 1,
          quantity,
          heldAt: now,
          expiresAt: expiries[item] as string,
          item: factsOf(itemIds[item] as string),
        };
      case 'repeated':
        return repeatedAnswer(index);
      case 'hold-pool-full':
        return { outcome, nextReleaseAt: nextReleases?.[item] ?? null, now };
      case 'quantity-too-large':
        return { outcome, maxQuantity: judgement.maxQuantities[item] as number };
      case 'hold-expired':
      case 'item-not-found':
      case 'item-closed':
      case 'sold-out':
        return { outcome };
    }
  };

  function repeatedAnswer(index: number): HoldAnswer {
    const first = judgement.repeats?.[index + 1];
    if (!first) throw new Error('a repeated hold came without its first answer');
    return {
      outcome: 'held',
      repeated: true,
      epoch: first.epoch,
      quantity: first.quantity,
      heldAt: new Date(first.held_at).toISOString(),
      expiresAt: new Date(first.expires_at).toISOString(),
      item: factsOf(first.item_id),
    };
  }
}
