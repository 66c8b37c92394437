/**
 * Replaces every process of a stack with two of each, under people who never ask twice, and prints the figures: `PEOPLE=16`, and
 * `ROUNDS=2` for every process once. `OLD` names a folder with an earlier version, installed and its pages built, that is replaced by
 * this one; without it, this version replaces itself. Fails when a request failed or a promise broke.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { roll } from './roll.ts';
import { startFleet } from './start-fleet.ts';
import { describeTally } from './strict-people.ts';

const { PEOPLE = '16', ROUNDS = '2', OLD } = process.env;
const parent = await mkdtemp(path.join(tmpdir(), 'karcis-rolling-'));
const fleet = await startFleet(parent, OLD);
try {
  const rolled = await roll(fleet, { people: Number(PEOPLE), rounds: Number(ROUNDS) });
  for (const [member, seconds] of rolled.replaced) {
    console.log(`${member.padEnd(17)} replaced in ${seconds.toFixed(1)} s`);
  }
  console.log(describeTally(rolled).join('\n'));
  console.log(rolled.broken.length === 0 ? 'every promise is kept' : rolled.broken.join('\n'));
  if (rolled.failures.length + rolled.broken.length > 0) {
    console.log(fleet.lines.slice(-40).join('\n'));
    process.exitCode = 1;
  }
} finally {
  await fleet.stop();
  await rm(parent, { recursive: true, force: true });
}
