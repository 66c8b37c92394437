import { isUniqueViolation } from '@karcis/db';
import type { OutboxRow } from './announcement.ts';
import type { Log } from './log.ts';
import type { Evidence } from './loss.ts';
import { type Pool, markPublished } from './outbox.ts';
import type { Ack, Publisher } from './publisher.ts';

const IN_FLIGHT_MAX = 1_024;
const WAITING_MAX = 20_000;
const MARK_BATCH_MAX = 1_000;
/** Marks wait a little for company: nobody waits for them, and each statement costs. */
const MARK_DELAY_MS = 100;

export type SenderOptions = {
  readonly publisher: Publisher;
  readonly pool: Pool;
  readonly stream: string;
  readonly log: Log;
  readonly onPublished: (count: number) => void;
  /** Acknowledgements contradict each other, so the stream lost something; or, without evidence, look again. */
  readonly onDoubt: (evidence?: Evidence) => void;
};

export type Sender = {
  /** Publishes and marks; resolves with the number marked. What fails is left to whoever looks for leftovers. */
  send(rows: readonly OutboxRow[]): Promise<number>;
  /** From now on to this incarnation of the stream. Until then, and after `close`, rows are refused. */
  open(incarnation: string): void;
  close(): void;
  /** Why the stream did not take an event, if it did not since this was asked last. */
  takeRefusal(): string | undefined;
  /** False when so much waits that more had better wait in the database. */
  readonly hasRoom: boolean;
  idle(): Promise<void>;
};

/** The stream that is being published to. Acknowledgements of an earlier gate are void. */
type Gate = { readonly incarnation: string; highest: number };
type Batch = { left: number; marked: number; readonly done: (marked: number) => void };
type Task = { readonly row: OutboxRow; readonly batch: Batch };
type Acked = { readonly task: Task; readonly seq: number };

/** From a committed row to its mark: waiting → in flight → acknowledged → marked. Bounded at each step. */
export function createSender(options: SenderOptions): Sender {
  const { publisher, pool, stream, log, onPublished, onDoubt } = options;
  const inHand = new Set<string>();
  let gate: Gate | undefined;
  let waiting: Task[] = [];
  let acked: Acked[] = [];
  let marking = false;
  let lastRefusal: string | undefined;
  let onIdle: (() => void)[] = [];

  function send(rows: readonly OutboxRow[]): Promise<number> {
    const fresh = gate ? rows.filter((row) => !inHand.has(row.id)) : [];
    if (fresh.length === 0) return Promise.resolve(0);

    return new Promise((done) => {
      const batch = { left: fresh.length, marked: 0, done };
      for (const row of fresh) {
        inHand.add(row.id);
        waiting.push({ row, batch });
      }
      pump();
    });
  }

  function pump(): void {
    const through = gate;
    if (!through || waiting.length === 0) return;
    const room = Math.max(0, IN_FLIGHT_MAX - publisher.inFlight);
    for (const task of waiting.splice(0, room)) publish(task, through);
  }

  function publish(task: Task, through: Gate): void {
    publisher.send(task.row, (ack) => {
      if (ack.ok && through === gate) acknowledged(task, ack, through);
      else refused(task, ack);
      pump();
    });
  }

  function acknowledged(task: Task, ack: Extract<Ack, { ok: true }>, through: Gate): void {
    if (!ack.duplicate) {
      if (ack.seq <= through.highest) {
        settle(task, false);
        const reason = `sequence ${ack.seq} came after ${through.highest}`;
        return doubt({ incarnation: through.incarnation, reason });
      }
      through.highest = ack.seq;
    }
    acked.push({ task, seq: ack.seq });
    scheduleMarking();
  }

  function refused(task: Task, ack: Ack): void {
    settle(task, false);
    if (ack.ok || !gate) return;
    lastRefusal = ack.reason;
    // A refusal of this one event must not hold up the others: it is no reason to doubt the stream.
    if (ack.unanswered) doubt();
  }

  function doubt(evidence?: Evidence): void {
    close();
    onDoubt(evidence);
  }

  function scheduleMarking(): void {
    if (marking) return;
    marking = true;
    setTimeout(() => void mark(), MARK_DELAY_MS);
  }

  async function mark(): Promise<void> {
    while (gate && acked.length > 0) {
      const { incarnation } = gate;
      const batch = acked.splice(0, MARK_BATCH_MAX);
      const marked = await markBatch(incarnation, batch);
      for (const { task } of batch) settle(task, marked);
    }
    marking = false;
  }

  async function markBatch(incarnation: string, batch: readonly Acked[]): Promise<boolean> {
    const published = batch.map(({ task, seq }) => ({ id: task.row.id, seq }));
    try {
      const marked = await markPublished(pool, stream, incarnation, published);
      if (marked) onPublished(batch.length);
      else doubt();
      return marked;
    } catch (error) {
      if (isUniqueViolation(error, 'outbox_stream_seq')) {
        doubt({ incarnation, reason: 'a sequence came twice' });
      } else {
        log.warn({ error }, 'published events could not be marked and will be sent again');
      }
      return false;
    }
  }

  function settle({ row, batch }: Task, marked: boolean): void {
    inHand.delete(row.id);
    if (marked) batch.marked++;
    if (--batch.left === 0) batch.done(batch.marked);
    if (inHand.size > 0) return;

    for (const resolve of onIdle) resolve();
    onIdle = [];
  }

  function close(): void {
    gate = undefined;
    const dropped = [...waiting, ...acked.map(({ task }) => task)];
    waiting = [];
    acked = [];
    for (const task of dropped) settle(task, false);
  }

  return {
    send,
    open(incarnation) {
      if (gate?.incarnation !== incarnation) gate = { incarnation, highest: 0 };
      pump();
    },
    close,
    takeRefusal() {
      const refusal = lastRefusal;
      lastRefusal = undefined;
      return refusal;
    },
    get hasRoom() {
      return waiting.length < WAITING_MAX;
    },
    idle: () =>
      inHand.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve)),
  };
}
