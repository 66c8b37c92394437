import { floods } from './floods.ts';
import { hold } from './hold.ts';
import { oneClient } from './one-client.ts';
import { overload } from './overload.ts';
import type { Phase, Row } from './phase.ts';
import { reads } from './reads.ts';
import { replicas } from './replicas.ts';
import { sse } from './sse.ts';
import { upload } from './upload.ts';

const phases: readonly Phase[] = [hold, reads, oneClient, floods, overload, sse, upload, replicas];

/** The phases of these names, in the order asked. Throws what the names are when one is unknown. */
export function choosePhases(names: readonly string[]): Phase[] {
  return names.map((name) => {
    const phase = phases.find((one) => one.name === name);
    if (phase) return phase;
    const known = phases.map((one) => `  ${one.name.padEnd(12)} ${one.about}`).join('\n');
    throw new Error(`There is no phase "${name}". There are:\n${known}`);
  });
}

/** Runs them one after the other and prints each table as soon as it is known. */
export async function runPhases(chosen: readonly Phase[]): Promise<Record<string, readonly Row[]>> {
  const found: Record<string, readonly Row[]> = {};
  for (const phase of chosen) {
    console.log(`\n${phase.name}: ${phase.about}`);
    const rows = await phase.run();
    for (const row of rows) console.log(describe(row));
    found[phase.name] = rows;
  }
  return found;
}

function describe({ name, figures }: Row): string {
  const parts = Object.entries(figures).map(
    ([what, value]) => `${what} ${typeof value === 'number' ? round(value) : value}`,
  );
  return `  ${name.padEnd(38)} ${parts.join('  ')}`;
}

const round = (value: number) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(value % 1 === 0 ? 0 : 2);
