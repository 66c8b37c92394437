import type { JsMsg } from '@nats-io/jetstream';

export type IntakeOptions = {
  readonly maxBatch: number;
  /** After this much silence the server takes the reader for dead and delivers again. */
  readonly ackWaitMs: number;
  /** From the start of a batch to that of the next, unless that is full: for readers that nobody waits for. */
  readonly gatherMs: number;
  readonly settle: (batch: readonly JsMsg[]) => Promise<void>;
};

export type Intake = {
  /** Resolves when there is room for the next. */
  take(message: JsMsg): Promise<void>;
  /** From now on sequences mean other messages: the reader's place was made anew. What is in hand is acknowledged no more. */
  forget(): void;
  /** True when nothing waits and nothing is being settled. */
  readonly idle: boolean;
  /** Finishes the batch under way and gives the rest back. */
  stop(): Promise<void>;
};

const BATCHES_WAITING_MAX = 4;
/** Word of life this many times within the server's patience. */
const SIGNS_OF_LIFE = 3;

/** Gathers arriving messages into batches, one at a time, and tells the server of all in hand that they are being worked on. */
export function createIntake({ maxBatch, ackWaitMs, gatherMs, settle }: IntakeOptions): Intake {
  let waiting: JsMsg[] = [];
  let batch: readonly JsMsg[] = [];
  let settling: Promise<void> | undefined;
  let scheduled = false;
  let gathering: NodeJS.Timeout | undefined;
  let begunAt = -Infinity;
  let stopped = false;
  let sequences = new Set<number>();
  let onRoom: (() => void)[] = [];

  const signs = setInterval(() => {
    for (const message of [...batch, ...waiting]) message.working();
  }, ackWaitMs / SIGNS_OF_LIFE).unref();

  function take(message: JsMsg): Promise<void> {
    if (stopped) message.nak();
    // Delivered again although it is in hand: the copy will be acknowledged, and that settles both.
    if (stopped || sequences.has(message.seq)) return Promise.resolve();

    sequences.add(message.seq);
    waiting.push(message);
    schedule();
    return hasRoom() ? Promise.resolve() : new Promise((resolve) => onRoom.push(resolve));
  }

  const hasRoom = () => waiting.length < maxBatch * BATCHES_WAITING_MAX;

  function schedule(): void {
    if (scheduled || settling || stopped || waiting.length === 0) return;
    const waitMs = begunAt + gatherMs - performance.now();
    if (waitMs > 0 && waiting.length < maxBatch) {
      gathering ??= setTimeout(start, waitMs);
      return;
    }
    scheduled = true;
    setImmediate(start);
  }

  function start(): void {
    clearTimeout(gathering);
    gathering = undefined;
    scheduled = false;
    if (!stopped && !settling) begin();
  }

  function begin(): void {
    begunAt = performance.now();
    batch = waiting.splice(0, maxBatch);
    settling = settle(batch).finally(settled);
    releaseRoom();
  }

  function settled(): void {
    for (const { seq } of batch) sequences.delete(seq);
    batch = [];
    settling = undefined;
    schedule();
  }

  function releaseRoom(): void {
    if (!stopped && !hasRoom()) return;
    for (const resolve of onRoom) resolve();
    onRoom = [];
  }

  return {
    take,
    forget() {
      sequences = new Set();
      for (const message of [...batch, ...waiting]) silence(message);
    },
    get idle() {
      return !settling && waiting.length === 0;
    },
    async stop() {
      stopped = true;
      clearTimeout(gathering);
      for (const message of waiting) message.nak();
      waiting = [];
      releaseRoom();
      await settling;
      clearInterval(signs);
    },
  };
}

/**
 * An acknowledgement names a sequence and nothing else, and would settle what bears it by now. The client has no word for
 * that, but keeps in mind which messages it has answered.
 */
const silence = (message: JsMsg) =>
  void ((message as unknown as { didAck: boolean }).didAck = true);
