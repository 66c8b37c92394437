import { availableParallelism } from 'node:os';
import { REPAIRS, type Verdict } from './verdict.ts';
import { spawnSeeds } from './spawn-seeds.ts';

/** Seeds that one process runs; after that its connections and caches begin anew. */
const CHUNK = 100;

type Sum = {
  seeds: number;
  counted: number;
  violated: Verdict[];
  repairs: Record<
    'nothing was lost' | 'something was lost' | 'the reconciler was impatient',
    number
  >;
  readonly counts: Map<string, number>;
};

/** What the world counts, in words. */
const TRANSITIONS = [
  ['held', 'held'],
  ['HELD to LOCKED (review)', 'places HELD to LOCKED'],
  ['LOCKED to CONFIRMED (paid)', 'places LOCKED to CONFIRMED'],
  ['LOCKED to RELEASED (rejected)', 'places LOCKED to RELEASED'],
  ['HELD to RELEASED', 'places HELD to RELEASED'],
  ['  by their timer', 'holds_expired_total'],
  ['booking HOLD', 'booking HOLD'],
  ['booking REVIEW', 'booking REVIEW'],
  ['booking PAID', 'booking PAID'],
  ['booking REJECTED', 'booking REJECTED'],
  ['booking EXPIRED', 'booking EXPIRED'],
  ['booking CANCELLED', 'booking CANCELLED'],
  ['hold refused', 'holds_refused_total'],
  ['crash', 'crash'],
  ['deadlock', 'deadlock'],
  ['stream filled again', 'stream_refills_total'],
  ['event given back', 'consumer_retries_total'],
  ['event set aside', 'dead_letters_total'],
  ['client asked again', 'asked again: Unavailable'],
] as const;

/** A run without a confirmation, an expiry and a crash shows little. */
const isWorthCounting = ({ counts }: Verdict) =>
  (counts['places LOCKED to CONFIRMED'] ?? 0) > 0 &&
  (counts['holds_expired_total'] ?? 0) > 0 &&
  (counts['crash'] ?? 0) > 0;

/** Runs `count` seeds and prints what came of it. True when every promise was kept. */
export async function proveSeeds(
  postgresUrl: string,
  first: number,
  count: number,
): Promise<boolean> {
  const sum: Sum = {
    seeds: 0,
    counted: 0,
    violated: [],
    repairs: { 'nothing was lost': 0, 'something was lost': 0, 'the reconciler was impatient': 0 },
    counts: new Map(),
  };
  if (count === 0) return true;
  const startedAt = performance.now();
  const chunks = Array.from(
    { length: Math.ceil(count / CHUNK) },
    (_, index) => first + index * CHUNK,
  );
  const work = async () => {
    for (let from = chunks.shift(); from !== undefined; from = chunks.shift()) {
      const seeds = { postgresUrl, from, count: Math.min(CHUNK, first + count - from) };
      await spawnSeeds(seeds, (verdict) => add(sum, verdict));
    }
  };
  const progress = setInterval(() => console.log(`  ${sum.seeds} of ${count} seeds …`), 30_000);
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  clearInterval(progress);
  print(sum, (performance.now() - startedAt) / 1000);
  return sum.violated.length === 0 && sum.repairs['nothing was lost'] === 0;
}

function add(sum: Sum, verdict: Verdict): void {
  sum.seeds++;
  if (isWorthCounting(verdict)) sum.counted++;
  for (const [name, times] of Object.entries(verdict.counts)) {
    sum.counts.set(name, (sum.counts.get(name) ?? 0) + times);
  }
  const kind = verdict.isImpatient
    ? 'the reconciler was impatient'
    : verdict.wasLossy
      ? 'something was lost'
      : 'nothing was lost';
  sum.repairs[kind] += verdict.counts[REPAIRS] ?? 0;
  if (verdict.violations.length === 0) return;
  sum.violated.push(verdict);
  console.log(`  seed ${verdict.seed}: ${verdict.violations.join('; ')}`);
}

function print({ seeds, counted, violated, repairs, counts }: Sum, seconds: number): void {
  console.log(
    `\n${seeds} seeds in ${seconds.toFixed(0)} s, ${(seeds / seconds).toFixed(1)} a second`,
  );
  console.log(
    `${counted} of them with a confirmation, an expiry and a crash; the others count little`,
  );
  for (const [words, name] of TRANSITIONS)
    console.log(`  ${words.padEnd(32)}${counts.get(name) ?? 0}`);
  console.log('repairs by the reconciler, in worlds where');
  for (const [where, times] of Object.entries(repairs))
    console.log(`  ${where.padEnd(32)}${times}`);
  console.log(`violations ${violated.length}`);
  for (const { seed } of violated) console.log(`  make prove SEED=${seed}`);
}

/** Prints everything that happens in one seed's world. True when every promise was kept. */
export async function traceSeed(postgresUrl: string, seed: number, bug?: string): Promise<boolean> {
  let isKept = false;
  const trace = (line: string) => console.log(line);
  await spawnSeeds({ postgresUrl, from: seed, count: 1, bug, trace }, (verdict) => {
    isKept = verdict.violations.length === 0;
    console.log(`\nseed ${seed}: ${verdict.steps} steps, trace ${verdict.digest}`);
    for (const violation of verdict.violations) console.log(`  ${violation}`);
  });
  return isKept;
}
