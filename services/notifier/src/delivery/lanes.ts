import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { type Channel, type Send, SendFailure } from '../channels/channel.ts';
import type { Room } from '../db/claim-deliveries.ts';

/** Outages in a row after which a lane is left alone for a while. */
const OUTAGES_MAX = 5;

export type LanesOptions = {
  readonly channels: readonly Channel[];
  /** How long a lane is left alone before one message tries it again. */
  readonly openMs: number;
  readonly onOpen: (channel: string, lane: string) => void;
  readonly onClose: (channel: string, lane: string) => void;
};

export type Lanes = {
  /** How many more deliveries each known lane may take now. */
  rooms(): Room[];
  /** Takes up room until it is given back. */
  enter(delivery: InLane): void;
  leave(delivery: InLane): void;
  /** Rejects with BrokenCircuitError, without sending, while the lane is left alone. */
  send(delivery: InLane, send: Send): Promise<string | undefined>;
};

type InLane = { readonly lane: string; readonly channel: string };

/**
 * A lane is what shares one fate: a channel, or one endpoint of the webhooks. Each has limits of sends in flight and of sends a second, and a
 * circuit breaker, both of this process alone. While a breaker is open nothing of its lane is claimed, so the messages wait
 * in the database, due and untouched; then one goes ahead as a probe, and the rest follows if it arrives.
 */
export function createLanes({ channels, openMs, onOpen, onClose }: LanesOptions): Lanes {
  const limits = new Map(channels.map((channel) => [channel.name, channel]));
  const lanes = new Map<string, Lane>();

  const laneOf = ({ lane, channel }: InLane): Lane => {
    const known = lanes.get(lane);
    if (known) return known;

    const made = createLane(limits.get(channel) ?? { maxInFlight: 1 }, openMs);
    made.breaker.onBreak(() => onOpen(channel, lane));
    made.breaker.onReset(() => onClose(channel, lane));
    lanes.set(lane, made);
    return made;
  };

  // Every channel is known from the start; endpoints come as they are met.
  for (const { name } of channels) laneOf({ lane: name, channel: name });

  return {
    rooms: () => [...lanes].map(([lane, { free }]) => ({ lane, free: free() })),
    enter: (delivery) => laneOf(delivery).enter(),
    leave: (delivery) => void laneOf(delivery).inFlight--,
    send: (delivery, send) => laneOf(delivery).breaker.execute(send),
  };
}

type Lane = ReturnType<typeof createLane>;

function createLane(
  { maxInFlight, maxPerSecond = Infinity }: Pick<Channel, 'maxInFlight' | 'maxPerSecond'>,
  openMs: number,
) {
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof SendFailure && error.isOutage),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(OUTAGES_MAX) },
  );
  let probeAt = 0;
  breaker.onBreak(() => (probeAt = Date.now() + openMs));
  /** The second that is being counted, and the sends begun in it. */
  let second = 0;
  let begun = 0;

  function thisSecond(): number {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) begun = 0;
    second = now;
    return begun;
  }

  const lane = {
    breaker,
    inFlight: 0,
    enter() {
      begun = thisSecond() + 1;
      lane.inFlight++;
    },
    free() {
      if (breaker.state === CircuitState.Closed) {
        return Math.max(0, Math.min(maxInFlight - lane.inFlight, maxPerSecond - thisSecond()));
      }
      return lane.inFlight === 0 && Date.now() >= probeAt ? 1 : 0;
    },
  };
  return lane;
}
