import type { Random } from './random.ts';

export type Weather = ReturnType<typeof createWeather>;

/** How often a step of its own accord ends in a crash, and what else goes wrong: probabilities, 0 when calm. */
type Severity = {
  crash: number;
  crashAfterCommit: number;
  connectionBreaks: number;
  dropCall: number;
  dropAck: number;
  dropDelivery: number;
  duplicate: number;
  slow: number;
  natsOutages: number;
  clockJumps: number;
};

const CALM: Severity = {
  crash: 0,
  crashAfterCommit: 0,
  connectionBreaks: 0,
  dropCall: 0,
  dropAck: 0,
  dropDelivery: 0,
  duplicate: 0,
  slow: 0,
  natsOutages: 0,
  clockJumps: 0,
};

/** What may be lost for good: the tail of a stream or all of NATS's data, or a client who never asks again. */
export type Losses = { readonly streams: boolean; readonly clients: boolean };

/**
 * What goes wrong in one run, drawn once from the seed: some runs are nearly calm, so that what only happens there is seen
 * too, and some are rough.
 */
export function createWeather(random: Random) {
  const roughness = random.pick([0, 0.3, 1, 1, 2]);
  const some = (probability: number) =>
    random.chance(0.75) ? probability * roughness * random.next() * 2 : 0;
  const severity: Severity = {
    crash: some(0.004),
    crashAfterCommit: some(0.03),
    connectionBreaks: some(0.002),
    dropCall: some(0.03),
    dropAck: some(0.05),
    dropDelivery: some(0.05),
    duplicate: some(0.05),
    slow: some(0.04),
    natsOutages: random.chance(0.4) ? roughness : 0,
    clockJumps: random.chance(0.4) ? roughness : 0,
  };
  const mayLose = roughness > 0 && random.chance(0.4);
  const losses: Losses = {
    streams: mayLose && random.chance(0.7),
    clients: mayLose && random.chance(0.5),
  };
  const reorders = random.chance(0.5);
  const stretch = 3 + random.next() * 6;
  const clockErrorMs = random.pick([0, 50, 5_000, 600_000]);
  let now = severity;

  return {
    losses,
    reorders,
    replicas: { capacity: random.pick([1, 1, 2]), booking: random.pick([1, 1, 2]) },
    /**
     * `late`: only when all has come to rest, to show that nothing needed it. `impatient`: all the time, and it takes what is
     * under way for lost, to show that being wrong harms nothing.
     */
    reconciler: random.pick(['late', 'late', 'impatient'] as const),
    /** From now on nothing goes wrong. */
    clear: () => void (now = CALM),
    happens: (what: keyof Severity) => random.chance(now[what]),
    severity: () => now,
    /** Milliseconds that a message or a query is on its way. */
    delayMs(): number {
      if (random.chance(now.slow)) return random.next() * (random.chance(0.2) ? 4_000 : 150);
      return 0.1 + random.next() * 2;
    },
    /** No timer rings early, and what a service does again and again comes less often, which saves idle rounds. */
    lateness: (ms: number, isRoutine: boolean): number =>
      (isRoutine && ms >= 500 ? ms * stretch : ms) + random.next(),
    /** Clocks of processes are wrong by seconds or minutes. */
    skewMs: () => Math.round((random.next() * 2 - 1) * clockErrorMs),
    clockJumpMs: () => Math.round((random.next() * 2 - 1) * Math.max(1_000, clockErrorMs)),
  };
}
