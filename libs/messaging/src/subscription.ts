import { Envelope, type EventContract } from '@karcis/contracts';
import type { Unit } from './unit.ts';

/** How one kind of event is taken in. `Gathered` is whatever the handler needs from outside. */
export type Reaction<D, Data, Gathered> = {
  /** Network calls go here: it runs before the transaction, may run again, and changes nothing. */
  readonly gather?: (event: Envelope<Data>) => Promise<Gathered>;
  /** Runs at most once with effect: it commits with the memory that this event was handled. Throwing means: later again. */
  readonly handle: (unit: Unit<D>, event: Envelope<Data>, gathered: Gathered) => Promise<void>;
};

export type Subscription<D> = {
  readonly type: string;
  /** Throws when the event breaks its contract. */
  readonly parse: (value: unknown) => Envelope;
  readonly gather: ((event: Envelope) => Promise<unknown>) | undefined;
  readonly handle: (unit: Unit<D>, event: Envelope, gathered: unknown) => Promise<void>;
};

/** Ties a contract to what is done about it; from here on the data is what the contract says. */
export function on<D, Data, Gathered = undefined>(
  contract: EventContract<string, Data>,
  { gather, handle }: Reaction<D, Data, Gathered>,
): Subscription<D> {
  return {
    type: contract.type,
    parse(value) {
      const envelope = Envelope.parse(value);
      return { ...envelope, data: contract.data.parse(envelope.data) };
    },
    gather: gather && ((event) => gather(event as Envelope<Data>)),
    handle: (unit, event, gathered) => handle(unit, event as Envelope<Data>, gathered as Gathered),
  };
}
