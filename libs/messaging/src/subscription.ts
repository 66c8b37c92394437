import { Envelope, type EventContract } from '@karcis/contracts';
import type { Unit } from './unit.ts';

/** An event and what its handler needs from outside. */
export type Gathered<Data, Extra> = { readonly event: Envelope<Data>; readonly gathered: Extra };

/** How one kind of event is taken in. `Extra` is whatever the handler needs from outside. */
export type Reaction<D, Data, Extra> = {
  /** Network calls go here: it runs before the transaction, may run again, and changes nothing. */
  readonly gather?: (event: Envelope<Data>) => Promise<Extra>;
} & (
  | {
      /** Runs at most once with effect: it commits with the memory that this event was handled. Throwing means: later again. */
      readonly handle: (unit: Unit<D>, event: Envelope<Data>, gathered: Extra) => Promise<void>;
    }
  | {
      /** The same for all that came in a row, oldest first, where one statement serves many. */
      readonly handleAll: (
        unit: Unit<D>,
        events: readonly Gathered<Data, Extra>[],
      ) => Promise<void>;
    }
);

export type Subscription<D> = {
  readonly type: string;
  /** Throws when the event breaks its contract. */
  readonly parse: (value: unknown) => Envelope;
  readonly gather: ((event: Envelope) => Promise<unknown>) | undefined;
  readonly handleAll: (
    unit: Unit<D>,
    events: readonly Gathered<unknown, unknown>[],
  ) => Promise<void>;
};

/** Ties a contract to what is done about it; from here on the data is what the contract says. */
export function on<D, Data, Extra = undefined>(
  contract: EventContract<string, Data>,
  reaction: Reaction<D, Data, Extra>,
): Subscription<D> {
  const { gather } = reaction;
  return {
    type: contract.type,
    parse(value) {
      const envelope = Envelope.parse(value);
      return { ...envelope, data: contract.data.parse(envelope.data) };
    },
    gather: gather && ((event) => gather(event as Envelope<Data>)),
    async handleAll(unit, events) {
      const all = events as readonly Gathered<Data, Extra>[];
      if ('handleAll' in reaction) return reaction.handleAll(unit, all);
      for (const { event, gathered } of all) await reaction.handle(unit, event, gathered);
    },
  };
}
