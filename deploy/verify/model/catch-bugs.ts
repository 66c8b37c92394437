import { type Bug, bugs } from './bugs/index.ts';
import type { Verdict } from './verdict.ts';
import { spawnSeeds } from './spawn-seeds.ts';

export type Caught = { readonly bug: Bug; readonly verdict: Verdict | undefined };

/** Runs seeds 1, 2, 3 … of the system with this bug, until one breaks a promise. Undefined when none does. */
export async function catchBug(postgresUrl: string, bug: Bug, most: number): Promise<Caught> {
  let caught: Verdict | undefined;
  const seeds = { postgresUrl, from: 1, count: most, bug: bug.name, untilCaught: true };
  await spawnSeeds(seeds, (verdict) => {
    if (verdict.violations.length > 0) caught = verdict;
  });
  return { bug, verdict: caught };
}

/**
 * Plants each bug whose name or file has this text in it, and prints where it was caught, and by what. True when all were,
 * within `most` seeds each.
 */
export async function catchBugs(
  postgresUrl: string,
  { text, most }: { readonly text: string; readonly most: number },
): Promise<boolean> {
  const chosen = bugs.filter(({ name, patches }) => `${name} ${patches[0]?.file}`.includes(text));
  console.log(`\n${chosen.length} bugs, each planted alone; seeds until one breaks a promise`);
  const waiting = [...chosen];
  let missed = 0;
  const work = async () => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      const { verdict } = await catchBug(postgresUrl, bug, most);
      if (!verdict) missed++;
      print(bug, verdict);
    }
  };
  await Promise.all([work(), work()]);
  console.log(
    missed === 0 ? `all ${chosen.length} caught` : `${missed} MISSED within ${most} seeds`,
  );
  return missed === 0;
}

function print({ name, patches }: Bug, verdict: Verdict | undefined): void {
  const file = patches[0]?.file.split('/').slice(-3).join('/') ?? '';
  const how = verdict ? `seed ${String(verdict.seed).padStart(3)}` : 'MISSED  ';
  console.log(`  ${how}  ${name.padEnd(58)}${file}`);
  if (verdict) console.log(`            ${verdict.violations[0]?.slice(0, 150)}`);
}
