import { requireLife } from '../life.ts';

const COUNTS = 0x1000;

/** A uuid v7 from the process's clock and dice; like the library's it rises within a process, whatever the clock does. */
export function v7(): string {
  const { world, random, lastId } = requireLife();
  const now = world.clockOf(requireLife());
  if (now > lastId.ms) Object.assign(lastId, { ms: now, count: 0 });
  else lastId.count++;
  const ms = lastId.ms + Math.floor(lastId.count / COUNTS);
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

  const time = hex(ms, 12);
  const low = hex(random.whole(0, 0xffffff), 6) + hex(random.whole(0, 0xffffff), 6);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(lastId.count % COUNTS, 3)}-8${hex(random.whole(0, 0xfff), 3)}-${low}`;
}
