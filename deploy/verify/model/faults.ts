import type { Life } from './life.ts';
import type { Outside } from './outside.ts';
import type { createProcesses } from './processes.ts';
import type { World } from './world.ts';

const RUN_MS = 9_000;
const DOWN_MAX_MS = 3_000;
const TAIL_MAX = 6;

/** What befalls the whole at instants drawn from the seed: NATS goes away, forgets, clocks jump. */
export function planFaults(
  world: World,
  { bus }: Outside,
  processes: ReturnType<typeof createProcesses>,
): { wasLossy(): boolean } {
  const { weather, random } = world;
  const severity = weather.severity();
  const isOver = () => weather.severity() !== severity;
  const downMs = () => random.whole(50, DOWN_MAX_MS);
  let lossy = false;

  function some(what: string, most: number, befall: () => void): void {
    for (let count = random.whole(0, most); count > 0; count--) {
      world.add(random.next() * RUN_MS, undefined, what, () => {
        if (!isOver()) befall();
      });
    }
  }

  const eachLife = () => processes.all.flatMap(({ life }) => (life?.alive ? [life] : []));
  if (severity.natsOutages > 0) {
    some('NATS is out of reach for one', 3, () => {
      // Nobody is alive where all have just crashed.
      const life = random.pick(eachLife()) as Life | undefined;
      const link = life && bus.linkOf(life);
      if (link) bus.breakLink(link, downMs());
    });
    some('NATS restarts', 1, () => bus.breakAll(downMs));
  }
  if (weather.losses.streams) {
    some('a service is cut off, and then NATS loses tails', 3, () => {
      const [kind = ''] = random.pick(processes.all).name.split('.');
      for (const life of eachLife().filter(({ name }) => name.startsWith(kind))) {
        const link = bus.linkOf(life);
        if (link) bus.breakLink(link, DOWN_MAX_MS);
      }
      world.add(
        random.whole(0, 2_000),
        undefined,
        'NATS is killed and its streams lose their tails',
        () => {
          if (isOver()) return;
          lossy = true;
          bus.breakAll(downMs);
          bus.streams.loseTails(TAIL_MAX);
        },
      );
    });
    if (random.chance(0.3)) {
      some('NATS loses its data', 1, () => {
        lossy = true;
        bus.breakAll(downMs);
        bus.streams.loseAll();
      });
    }
  }
  if (severity.clockJumps > 0) {
    some('a clock jumps', 4, () => {
      const life = random.pick(eachLife()) as Life | undefined;
      if (life) life.skewMs += weather.clockJumpMs();
    });
    some("Postgres's clock jumps ahead", 1, () => world.jumpDatabaseClock(random.whole(0, 3_000)));
    some("Postgres's clock jumps back", 1, () => world.jumpDatabaseClock(-random.whole(0, 500)));
  }
  return { wasLossy: () => lossy };
}
