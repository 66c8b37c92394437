import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@karcis/telemetry';
import type { ClaimedDelivery, ClaimOptions } from '../db/claim-deliveries.ts';
import type { Settlement } from '../db/settle-deliveries.ts';
import { createAlarm } from './alarm.ts';
import type { Deliver } from './deliver.ts';
import type { Lanes } from './lanes.ts';

export type WorkerOptions = {
  readonly claim: (options: ClaimOptions) => Promise<readonly ClaimedDelivery[]>;
  /** Makes messages of news that could wait; false when there is none. */
  readonly planMore: () => Promise<boolean>;
  readonly deliver: Deliver;
  /** False when the lease was lost. */
  readonly settle: (settlement: Settlement) => Promise<boolean>;
  readonly lanes: Lanes;
  /** The lanes that are not endpoints. */
  readonly channels: readonly string[];
  /** Sends in flight to an endpoint that was not met yet. */
  readonly freeElsewhere: number;
  /** How often due deliveries are looked for when nobody wakes us. */
  readonly pollMs: number;
  /** Told when people may see something new of a booking's messages. */
  readonly onSettled: (delivery: ClaimedDelivery, settlement: Settlement) => void;
  readonly log: Logger;
};

export type Worker = {
  start(): void;
  /** Something may be due. */
  wake(): void;
  /** Something that can wait came: it is looked for at once only where a channel has room for it. */
  wakeIfFree(): void;
  /** Takes no more, finishes what is being sent. */
  stop(): Promise<void>;
};

/** Enough for a dozen endpoints that hang, and every other lane beside them. */
const IN_FLIGHT_MAX = 64;
/** At an on-sale moment something is planned every few milliseconds, and one look finds all of it. */
const PAUSE_MS = 20;
/** Longer than a question to booking, a send and its settling together, so that only a dead worker loses its lease. */
const LEASE_MS = 60_000;

/**
 * Sends what is due. Claims are leases: what a worker took and did not settle, because it died, is due again when the lease
 * ends. If it died between sending and settling, the message goes out twice, with the same Message-ID or webhook-id.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { lanes, channels, freeElsewhere, pollMs, log } = options;
  const alarm = createAlarm();
  const inFlight = new Set<Promise<void>>();
  let stopping = false;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping) {
      const claimed = await claim();
      for (const delivery of claimed) start(delivery);
      // There may be more where that came from.
      if (claimed.length > 0 || (await planMore())) continue;
      await pause(PAUSE_MS);
      await alarm.rest(pollMs);
    }
  }

  async function claim(): Promise<readonly ClaimedDelivery[]> {
    const limit = IN_FLIGHT_MAX - inFlight.size;
    if (limit === 0) return [];
    try {
      const rooms = lanes.rooms();
      return await options.claim({ channels, rooms, freeElsewhere, limit, leaseMs: LEASE_MS });
    } catch (error) {
      log.warn({ error }, 'due messages could not be claimed');
      return [];
    }
  }

  const isFree = () =>
    inFlight.size < IN_FLIGHT_MAX &&
    lanes.rooms().some(({ lane, free }) => free > 0 && channels.includes(lane));

  /** What can wait becomes messages only while a channel has room and nothing else is due on it. */
  async function planMore(): Promise<boolean> {
    if (!isFree()) return false;
    try {
      return await options.planMore();
    } catch (error) {
      log.warn({ error }, 'messages could not be made of news');
      return false;
    }
  }

  function start(delivery: ClaimedDelivery): void {
    lanes.enter(delivery);
    const sending = send(delivery).finally(() => {
      lanes.leave(delivery);
      inFlight.delete(sending);
      alarm.ring();
    });
    inFlight.add(sending);
  }

  async function send(delivery: ClaimedDelivery): Promise<void> {
    const settlement = await options.deliver(delivery);
    const { id } = delivery;
    try {
      if (await options.settle(settlement)) options.onSettled(delivery, settlement);
      else log.info({ id }, 'how a message ended was known already, or its lease was over');
    } catch (error) {
      log.error({ error, id }, 'how a message ended could not be written down');
    }
  }

  return {
    start: () => void (running = run()),
    wake: () => alarm.ring(),
    wakeIfFree() {
      if (isFree()) alarm.ring();
    },
    async stop() {
      stopping = true;
      alarm.ring();
      await running;
      await Promise.all(inFlight);
    },
  };
}
