import { Overloaded, createBatcher } from '@karcis/batching';
import { Unavailable } from '@karcis/messaging';

export type SharedReadsOptions<Q, A> = {
  readonly read: (query: Q) => Promise<A>;
  /** Equal for queries that have one answer. */
  readonly keyOf: (query: Q) => string;
};

/** Rounds under way at once. One more than the one that is answered keeps the other side busy. */
const ROUNDS_MAX = 2;
const ROUND_ITEMS_MAX = 4_096;
const WAITING_MAX = 8_192;

type Outcome<A> = { readonly answer: A } | { readonly error: unknown };

/**
 * One read for all who ask the same before it begins: nobody gets an answer that is older than their question.
 * Those who come while reads are under way make the next round. Rejects as `read` does, or with Unavailable when
 * too many wait.
 */
export function createSharedReads<Q, A>({ read, keyOf }: SharedReadsOptions<Q, A>) {
  const rounds = createBatcher<Q, Outcome<A>>({
    run: readAll,
    maxItems: ROUND_ITEMS_MAX,
    maxInFlight: ROUNDS_MAX,
    maxWaiting: WAITING_MAX,
    singlyOnFailure: false,
  });

  function readAll(queries: readonly Q[]): Promise<Outcome<A>[]> {
    const begun = new Map<string, Promise<Outcome<A>>>();
    return Promise.all(
      queries.map((query) => {
        const key = keyOf(query);
        const reading = begun.get(key) ?? settle(query);
        begun.set(key, reading);
        return reading;
      }),
    );
  }

  const settle = (query: Q): Promise<Outcome<A>> =>
    read(query).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );

  return async (query: Q): Promise<A> => {
    const outcome = await rounds.push(query).catch((error: unknown) => {
      if (!(error instanceof Overloaded)) throw error;
      throw new Unavailable('too many wait for a read', { cause: error });
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  };
}
