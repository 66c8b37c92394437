import type { HoldAnswer } from '../src/commands/admit-holds.ts';
import type { PlacesVerb } from '../src/db/change-places.ts';

export type ModelItem = {
  capacity: number;
  maxPerBooking: number;
  status: 'DRAFT' | 'OPEN' | 'CLOSED';
};
type State = 'HELD' | 'LOCKED' | 'CONFIRMED' | 'RELEASED';
type Places = {
  readonly item: string | null;
  readonly quantity: number;
  state: State;
  epoch: number;
  isOver: boolean;
  extended: boolean;
  proof: string | null;
};
export type ModelChange = {
  readonly verb: PlacesVerb;
  readonly bookingId: string;
  readonly epoch: number;
  readonly proofId: string;
};

/** What capacity promises, one command after the other, in memory: as short as can be, and without a thought for speed. */
export class PlacesModel {
  readonly places = new Map<string, Places>();
  readonly items: ReadonlyMap<string, ModelItem>;
  expired = 0;
  released = 0;

  constructor(items: ReadonlyMap<string, ModelItem>) {
    this.items = items;
  }

  count(item: string, state: State): number {
    return [...this.places.values()]
      .filter((places) => places.item === item && places.state === state)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  }

  expire(item: string | null): void {
    for (const places of this.places.values()) {
      if (places.item !== item || places.state !== 'HELD' || !places.isOver) continue;
      places.state = 'RELEASED';
      this.expired += 1;
    }
  }

  runOut(bookingId: string): void {
    const places = this.places.get(bookingId);
    if (places?.state === 'HELD') places.isOver = true;
  }

  hold(bookingId: string, itemId: string, quantity: number): HoldAnswer['outcome'] {
    const known = this.places.get(bookingId);
    if (known) {
      const isOver = known.state === 'RELEASED' || (known.state === 'HELD' && known.isOver);
      return isOver ? 'hold-expired' : 'held';
    }
    const item = this.items.get(itemId);
    if (!item || item.status === 'DRAFT') return 'item-not-found';
    if (item.status === 'CLOSED') return 'item-closed';

    const pool = item.capacity === 0 ? 0 : Math.max(1, Math.floor(item.capacity * 0.3 + 1e-9));
    const left = item.capacity - this.count(itemId, 'LOCKED') - this.count(itemId, 'CONFIRMED');
    const held = this.count(itemId, 'HELD');
    if (quantity > Math.min(pool, item.maxPerBooking)) return 'quantity-too-large';
    if (quantity > left) return 'sold-out';
    if (quantity > pool - held || quantity > left - held) return 'hold-pool-full';

    this.places.set(bookingId, {
      item: itemId,
      quantity,
      state: 'HELD',
      epoch: 1,
      isOver: false,
      extended: false,
      proof: null,
    });
    return 'held';
  }

  /** The outcome, and for `ok` the state and epoch that the places are in. */
  change({ verb, bookingId, epoch, proofId }: ModelChange): string {
    const places = this.places.get(bookingId);
    if (!places) {
      if (verb !== 'release') return 'unknown';
      const tombstone = { item: null, quantity: 0, isOver: false, extended: false, proof: null };
      this.places.set(bookingId, { ...tombstone, state: 'RELEASED', epoch });
      return `ok RELEASED ${epoch}`;
    }
    this.expire(places.item);
    const outcome = this.decide(places, verb, epoch, proofId);
    return outcome === 'ok' ? `ok ${places.state} ${places.epoch}` : outcome;
  }

  private decide(places: Places, verb: PlacesVerb, epoch: number, proofId: string): string {
    if (verb === 'reacquire') return this.reacquire(places, epoch);
    if (epoch < places.epoch) return 'stale';
    if (verb === 'release') {
      if (places.state !== 'RELEASED') this.released += 1;
      places.state = 'RELEASED';
      return 'ok';
    }
    if (epoch > places.epoch) return 'not-allowed';
    if (places.state === 'RELEASED') return 'released';

    switch (verb) {
      case 'confirm':
        places.state = 'CONFIRMED';
        return 'ok';
      case 'lock':
        if (places.state === 'CONFIRMED') return places.proof === proofId ? 'ok' : 'not-allowed';
        if (places.state === 'HELD') places.proof = proofId;
        places.state = 'LOCKED';
        return 'ok';
      case 'extend':
        if (places.extended) return 'ok';
        if (places.state !== 'HELD') return 'not-allowed';
        places.extended = true;
        return 'ok';
    }
  }

  private reacquire(places: Places, epoch: number): string {
    if (places.epoch === epoch + 1 && places.state === 'CONFIRMED') return 'ok';
    if (places.epoch > epoch) return 'stale';
    if (places.item === null) return 'unknown';
    if (places.epoch < epoch || places.state !== 'RELEASED') return 'not-allowed';

    const { item } = places;
    const used = (['HELD', 'LOCKED', 'CONFIRMED'] as const)
      .map((state) => this.count(item, state))
      .reduce((a, b) => a + b);
    if (used + places.quantity > (this.items.get(item)?.capacity ?? 0)) return 'sold-out';
    places.state = 'CONFIRMED';
    places.epoch += 1;
    return 'ok';
  }
}
