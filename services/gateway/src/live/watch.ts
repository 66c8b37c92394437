import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStream } from './event-stream.ts';
import type { HintRouter } from './hint-router.ts';

/** What a view of an entity looks like now. */
export type Frame = {
  /** Equal for views that a reader need not be told apart. */
  readonly sameAs: string;
  /** The event's id, where it tells all there is to see: who has it already is not sent it again. */
  readonly id?: string;
  /** The event to send. */
  readonly text: string;
};

/** An entity as it was read: one frame a view, for all its watchers. Undefined: not for this view (any more). */
export type Snapshot<View extends string> = (view: View) => Frame | undefined;

export type Watch<View extends string> = {
  /**
   * Sends the entity to the stream now and at each change, until the returned function is called.
   * `seen` is the last event's id that the client says it has.
   */
  join(id: string, view: View, stream: EventStream, seen?: string): () => void;
  /** Reads everything again: hints may have been lost. */
  rereadAll(): void;
  stop(): void;
};

export type WatchOptions<View extends string> = {
  readonly router: HintRouter;
  /** Undefined when the entity is gone. */
  readonly read: (id: string, views: ReadonlySet<View>) => Promise<Snapshot<View> | undefined>;
  /** The least time between two events of one stream. */
  readonly minGapMs: number;
  readonly onError: (error: unknown) => void;
  /** For tests. */
  readonly rereadMs?: number;
};

type Listener<View> = {
  readonly view: View;
  readonly stream: EventStream;
  readonly seen: string | undefined;
  last: string | undefined;
};

type Topic<View extends string> = {
  readonly id: string;
  readonly listeners: Set<Listener<View>>;
  readonly unlisten: () => void;
  isReading: boolean;
  isStale: boolean;
  readAt: number;
  timer: NodeJS.Timeout | undefined;
  snapshot: Snapshot<View> | undefined;
};

/** Hints get lost: whatever is watched is read again after so long. */
const REREAD_MS = 15_000;
const TRY_AGAIN_MS = 1_000;
const TICK_MS = 500;
/** Re-reads that one tick starts, so that a reconnect does not ask for all at once. */
const REREADS_A_TICK = 500;
/** Streams written to before everything else in the process gets its turn: 10 ms. */
const STREAMS_A_TURN = 1_000;

/**
 * Watches many entities for many listeners. Each topic goes round: quiet → stale (a hint, its age, a
 * newcomer) → reading → told. However many hints come meanwhile, one more read follows, at least
 * `minGapMs` after the last.
 */
export function createWatch<View extends string>(options: WatchOptions<View>): Watch<View> {
  const { router, read, minGapMs, onError, rereadMs = REREAD_MS } = options;
  const topics = new Map<string, Topic<View>>();
  const ticking = setInterval(tick, Math.min(TICK_MS, rereadMs)).unref();

  function* everyListener(): Iterable<Listener<View>> {
    for (const { listeners } of topics.values()) yield* listeners;
  }

  function tick(): void {
    const now = performance.now();
    void inTurns(everyListener(), ({ stream }) => stream.keepAlive(now));
    let left = REREADS_A_TICK;
    for (const topic of topics.values()) {
      if (now - topic.readAt < rereadMs || topic.isReading || left === 0) continue;
      left -= 1;
      touch(topic);
    }
  }

  function touch(topic: Topic<View>): void {
    topic.isStale = true;
    if (topic.isReading || topic.timer) return;

    const waitMs = topic.readAt + minGapMs - performance.now();
    if (waitMs <= 0) return void refresh(topic);
    topic.timer = setTimeout(() => {
      topic.timer = undefined;
      void refresh(topic);
    }, waitMs);
  }

  async function refresh(topic: Topic<View>): Promise<void> {
    topic.isReading = true;
    topic.isStale = false;
    topic.readAt = performance.now();
    try {
      const views = new Set([...topic.listeners].map(({ view }) => view));
      const snapshot = await read(topic.id, views);
      topic.snapshot = snapshot;
      await inTurns(topic.listeners, (listener) => {
        // Who came meanwhile with another view waits for the read that they asked for.
        if (views.has(listener.view)) tell(listener, snapshot);
      });
    } catch (error) {
      topic.readAt = performance.now() - rereadMs + TRY_AGAIN_MS;
      onError(error);
    }
    topic.isReading = false;
    if (topic.isStale && topic.listeners.size > 0) touch(topic);
  }

  function tell(listener: Listener<View>, snapshot: Snapshot<View> | undefined): void {
    const frame = snapshot?.(listener.view);
    if (!frame) return listener.stream.end();
    if (frame.sameAs === listener.last) return;

    const isFirst = listener.last === undefined;
    listener.last = frame.sameAs;
    if (isFirst && frame.id !== undefined && frame.id === listener.seen) return;
    listener.stream.send(frame.text);
  }

  function open(id: string): Topic<View> {
    const topic: Topic<View> = {
      id,
      listeners: new Set(),
      unlisten: router.listen(id, () => touch(topic)),
      isReading: false,
      isStale: false,
      readAt: -Infinity,
      timer: undefined,
      snapshot: undefined,
    };
    topics.set(id, topic);
    return topic;
  }

  function close(topic: Topic<View>): void {
    clearTimeout(topic.timer);
    topic.unlisten();
    topics.delete(topic.id);
  }

  return {
    join(id, view, stream, seen) {
      const topic = topics.get(id) ?? open(id);
      const listener: Listener<View> = { view, stream, seen, last: undefined };
      topic.listeners.add(listener);

      // What was read a moment ago will do, since a hint that came meanwhile is being followed up.
      const isFresh = topic.snapshot?.(view) && performance.now() - topic.readAt < minGapMs;
      if (isFresh) tell(listener, topic.snapshot);
      else touch(topic);

      return () => {
        topic.listeners.delete(listener);
        if (topic.listeners.size === 0 && topics.get(id) === topic) close(topic);
      };
    },
    rereadAll() {
      for (const topic of topics.values()) topic.readAt = -Infinity;
    },
    stop() {
      clearInterval(ticking);
      for (const topic of topics.values()) {
        close(topic);
        for (const { stream } of topic.listeners) stream.end();
        topic.listeners.clear();
      }
    },
  };
}

/** Does it to each, and lets others have their turn in between. Who goes meanwhile is left out. */
async function inTurns<One>(all: Iterable<One>, doTo: (one: One) => void): Promise<void> {
  let left = STREAMS_A_TURN;
  for (const one of all) {
    if (left === 0) {
      await nextTurn();
      left = STREAMS_A_TURN;
    }
    left -= 1;
    doTo(one);
  }
}
