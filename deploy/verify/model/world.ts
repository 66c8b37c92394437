import { createHash, type Hash } from 'node:crypto';
import { createAgenda, type Happening } from './agenda.ts';
import { real } from './globals.ts';
import { inLife, type Life } from './life.ts';
import { createRandom, type Random } from './random.ts';
import { createWeather, type Weather } from './weather.ts';

/** Where the world's time begins: nothing is special about it. */
const BEGINNING = Date.parse('2030-01-01T00:00:00.000Z');

export type World = ReturnType<typeof createWorld>;

/**
 * Time and chance of one run. Everything that happens stands in one agenda, and one thing happens at a time: after each,
 * the world waits until no code has anything to do but wait. So the seed decides the order of all.
 */
export function createWorld(seed: number, trace?: (line: string) => void) {
  const random = createRandom(seed);
  const weather: Weather = createWeather(random.fork());
  const agenda = createAgenda<Life>();
  const hash: Hash = createHash('sha256');
  const counts = new Map<string, number>();
  const lines: string[] = [];
  let now = 0;
  let steps = 0;
  let dbSkewMs = 0;

  function note(line: string): void {
    const whole = `${now.toFixed(2)} ${line}`;
    lines.push(whole);
    if (lines.length === LINES_AT_ONCE) hashLines();
    trace?.(whole);
  }

  function hashLines(): void {
    hash.update(lines.splice(0).join('\n'));
  }

  function add(
    delayMs: number,
    owner: Life | undefined,
    what: string,
    run: () => void | Promise<void>,
  ): Happening<Life> {
    const happening = { at: now + Math.max(0, delayMs), owner, what, run, cancelled: false };
    agenda.add(happening);
    return happening;
  }

  /** Lets the next thing happen and all code run that waited for it; undefined when nothing is to come. */
  async function step(): Promise<Happening<Life> | undefined> {
    for (;;) {
      const next = agenda.take();
      if (!next) return undefined;
      if (next.cancelled || next.owner?.alive === false) continue;

      now = Math.max(now, next.at);
      steps++;
      note(`${next.owner?.name ?? '-'} ${next.what}`);
      await next.run();
      // All that the step set free runs now: promises before the machine's own next turn.
      await new Promise((resolve) => real.setImmediate(resolve as () => void));
      return next;
    }
  }

  function timer(
    life: Life,
    ms: number,
    ring: () => void,
    { name, again }: { readonly name: string; readonly again: boolean },
  ): () => void {
    let cancelled = false;
    let pending: Happening<Life>;
    const set = () => {
      pending = add(
        name === 'setImmediate' ? 0 : weather.lateness(ms, again || name === 'pause'),
        life,
        name,
        () => {
          if (again && !cancelled) set();
          inLife(life, ring);
        },
      );
    };
    set();
    return () => {
      cancelled = true;
      pending.cancelled = true;
    };
  }

  return {
    seed,
    random,
    weather,
    counts,
    add,
    step,
    timer,
    note,
    now: () => now,
    /** Nothing happens meanwhile; whatever was due is late. */
    passTime: (ms: number) => void (now += ms),
    steps: () => steps,
    digest(): string {
      hashLines();
      return hash.copy().digest('hex').slice(0, 16);
    },
    count: (name: string, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    /** What a process takes for the time. */
    clockOf: (life: Life | undefined) => Math.floor(BEGINNING + now + (life?.skewMs ?? 0)),
    /** What Postgres takes for the time, in steps that let instants meet. */
    databaseClock: () =>
      Math.floor((BEGINNING + now + dbSkewMs) / DATABASE_TICK_MS) * DATABASE_TICK_MS,
    jumpDatabaseClock: (ms: number) => void (dbSkewMs += ms),
  };
}

const LINES_AT_ONCE = 500;
const DATABASE_TICK_MS = 50;

export function bear(world: World, name: string, random: Random): Life {
  return {
    name,
    world,
    random,
    startedAt: world.now(),
    alive: true,
    skewMs: world.weather.skewMs(),
    lastId: { ms: 0, count: 0 },
  };
}
