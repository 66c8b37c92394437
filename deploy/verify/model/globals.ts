import { currentLife } from './life.ts';

/** The machine's own, which the simulation runs on. */
export const real = {
  setImmediate: globalThis.setImmediate,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  now: Date.now.bind(Date),
};

type Callback = (...args: unknown[]) => void;

/** What a timer of a simulated process looks like to it. */
class Timer {
  readonly cancel: () => void;
  constructor(cancel: () => void) {
    this.cancel = cancel;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  [Symbol.dispose]() {
    this.cancel();
  }
}

/**
 * Gives the code of simulated processes the world's timers, clocks and dice in place of the machine's. Everybody
 * else keeps the real ones.
 */
export function installGlobals(): void {
  const machine = globalThis as unknown as Record<
    string,
    Callback & ((...args: never[]) => unknown)
  >;
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const original = machine[name] as (...args: unknown[]) => unknown;
    machine[name] = ((callback: Callback, ...rest: unknown[]) => {
      const life = currentLife();
      if (!life) return original(callback, ...rest);

      const isImmediate = name === 'setImmediate';
      const ms = isImmediate ? 0 : Number(rest[0] ?? 0);
      const args = isImmediate ? rest : rest.slice(1);
      const { timer } = life.world;
      return new Timer(
        timer(life, ms, () => callback(...args), { name, again: name === 'setInterval' }),
      );
    }) as never;
  }
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate'] as const) {
    const original = machine[name] as (timer: unknown) => void;
    machine[name] = ((timer: unknown) => {
      if (timer instanceof Timer) timer.cancel();
      else original(timer);
    }) as never;
  }

  const RealDate = Date;
  const nowOf = () => currentLife()?.world.clockOf(currentLife()) ?? real.now();
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [nowOf()] : args, newTarget) as object,
    get: (target, key, receiver) =>
      key === 'now' ? nowOf : (Reflect.get(target, key, receiver) as unknown),
  });

  const random = Math.random.bind(Math);
  Math.random = () => currentLife()?.random.next() ?? random();
  const elapsed = performance.now.bind(performance);
  performance.now = () => currentLife()?.world.now() ?? elapsed();
}
