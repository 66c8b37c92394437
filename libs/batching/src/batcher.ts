export type BatcherOptions<T, R> = {
  /** Does the work of all items. Answers in their order, one each; `Rejected` fails that item alone. */
  readonly run: (items: readonly T[]) => Promise<readonly (R | Rejected)[]>;
  readonly maxItems: number;
  /** Batches that run at once. */
  readonly maxInFlight: number;
  /**
   * As long as batches end within `ms`, only `inFlight` of them run at once: what waits meanwhile makes the next one larger, and
   * a large batch costs less. Another one starts beside them when as many wait as the last one carries, since it costs no more
   * than that one. Slower ones do not count, so that one that hangs holds up nobody else. Looked at when items come.
   */
  readonly patience?: { readonly inFlight: number; readonly ms: number };
  /** Items that wait, not counting those in flight. */
  readonly maxWaiting: number;
  /** With `maxWeight`: what an item adds to its batch, say its bytes. One that is too heavy goes alone. */
  readonly weigh?: (item: T) => number;
  readonly maxWeight?: number;
  /**
   * After a batch threw, its items run again one by one, so that a poisonous one fails alone. `run` must
   * bear the repeat. A function decides by the error (false fails all that are left); the default is true.
   */
  readonly singlyOnFailure?: boolean | ((error: unknown) => boolean);
};

export type Batcher<T, R> = {
  /** Rejects with `Overloaded` when too many wait already. */
  push(item: T): Promise<R>;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
  readonly waiting: number;
};

/** More waits than can be worked off in useful time: better to say so at once. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** In the place of an item's result: this one failed, the others did not. */
export class Rejected {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

type Waiting<T, R> = {
  readonly item: T;
  readonly weight: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
};

type Running = { readonly startedAt: number; readonly size: number };

/**
 * Gathers what is pushed within one tick of the event loop, and while earlier batches run, into batches.
 * No timers: alone, an item starts at the end of its tick; under load, batches grow by themselves.
 */
export function createBatcher<T, R>(options: BatcherOptions<T, R>): Batcher<T, R> {
  const { run, maxItems, maxInFlight, maxWaiting, weigh, maxWeight = Infinity } = options;
  const { singlyOnFailure = true, patience } = options;
  /** Oldest first. */
  const running: Running[] = [];
  const queue: Waiting<T, R>[] = [];
  let scheduled = false;
  let onIdle: (() => void)[] = [];

  function push(item: T): Promise<R> {
    if (queue.length >= maxWaiting) {
      return Promise.reject(new Overloaded(`${queue.length} items wait already`));
    }
    return new Promise((resolve, reject) => {
      queue.push({ item, weight: weigh ? weigh(item) : 0, resolve, reject });
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled || queue.length === 0 || !mayStart()) return;
    scheduled = true;
    setImmediate(start);
  }

  function mayStart(): boolean {
    if (running.length >= maxInFlight) return false;
    if (!patience || running.length < patience.inFlight) return true;
    if (queue.length >= (running.at(-1)?.size ?? 0)) return true;
    const slowSince = performance.now() - patience.ms;
    return running.filter(({ startedAt }) => startedAt > slowSince).length < patience.inFlight;
  }

  function start(): void {
    scheduled = false;
    while (queue.length > 0 && mayStart()) {
      const items = take();
      const batch = { startedAt: performance.now(), size: items.length };
      running.push(batch);
      void settle(items, () => ended(batch));
    }
  }

  /** What waits goes on its way before anybody deals with the answers: the other side works on it meanwhile. */
  function ended(batch: Running): void {
    running.splice(running.indexOf(batch), 1);
    start();
  }

  function tellIdle(): void {
    if (running.length > 0 || queue.length > 0) return;

    for (const resolve of onIdle) resolve();
    onIdle = [];
  }

  function take(): Waiting<T, R>[] {
    let count = 0;
    for (let weight = 0; count < Math.min(maxItems, queue.length); count++) {
      weight += queue[count]?.weight ?? 0;
      if (weight > maxWeight && count > 0) break;
    }
    return queue.splice(0, count);
  }

  async function settle(batch: readonly Waiting<T, R>[], end: () => void): Promise<void> {
    try {
      const results = await attempt(batch);
      end();
      answer(batch, results);
    } catch (error) {
      if (batch.length > 1 && mayRunSingly(error)) await settleSingly(batch);
      else rejectAll(batch, error);
      end();
    }
    tellIdle();
  }

  async function attempt(batch: readonly Waiting<T, R>[]): Promise<readonly (R | Rejected)[]> {
    const results = await run(batch.map(({ item }) => item));
    if (results.length === batch.length) return results;
    throw new RangeError(`a batch of ${batch.length} was answered with ${results.length} results`);
  }

  async function settleSingly(batch: readonly Waiting<T, R>[]): Promise<void> {
    for (const [index, waiting] of batch.entries()) {
      try {
        answer([waiting], await attempt([waiting]));
      } catch (error) {
        if (!mayRunSingly(error)) return rejectAll(batch.slice(index), error);
        waiting.reject(error);
      }
    }
  }

  const mayRunSingly = (error: unknown) =>
    typeof singlyOnFailure === 'function' ? singlyOnFailure(error) : singlyOnFailure;

  return {
    push,
    idle: () =>
      running.length === 0 && queue.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => onIdle.push(resolve)),
    get waiting() {
      return queue.length;
    },
  };
}

function rejectAll<T, R>(batch: readonly Waiting<T, R>[], error: unknown): void {
  for (const { reject } of batch) reject(error);
}

function answer<T, R>(batch: readonly Waiting<T, R>[], results: readonly (R | Rejected)[]): void {
  batch.forEach(({ resolve, reject }, index) => {
    const result = results[index] as R | Rejected;
    if (result instanceof Rejected) reject(result.error);
    else resolve(result);
  });
}
