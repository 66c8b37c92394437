import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Verdict } from './verdict.ts';

export type SeedsToRun = {
  /** The superuser's URL of a cluster; each process makes a database of its own there. */
  readonly postgresUrl: string;
  readonly from: number;
  readonly count: number;
  /** A bug to plant, by its name. */
  readonly bug?: string | undefined;
  /** Ends with the first seed that breaks a promise. */
  readonly untilCaught?: boolean;
  /** Told of everything that happens. */
  readonly trace?: (line: string) => void;
};

const here = (name: string) => path.join(import.meta.dirname, name);

/** Runs seeds in a process of their own, since code is patched when it is loaded. Rejects when the process fails. */
export async function spawnSeeds(
  seeds: SeedsToRun,
  tell: (verdict: Verdict) => void,
): Promise<void> {
  const { postgresUrl, from, count, bug, untilCaught, trace } = seeds;
  const hooks = pathToFileURL(here('hooks.ts')).href;
  const flags = [...(untilCaught ? ['--until-caught'] : []), ...(trace ? ['--trace'] : [])];
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...['--import', hooks, here('run-seeds.ts'), String(from), String(count), ...flags],
    ],
    {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        KARCIS_MODEL_POSTGRES: postgresUrl,
        KARCIS_MODEL_BUG: bug ?? '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let ran = 0;
  let lastWords = '';
  child.stderr.on(
    'data',
    (chunk: Buffer) => (lastWords = (lastWords + String(chunk)).slice(-4_000)),
  );
  const ended = once(child, 'close') as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"seed":')) {
      trace?.(line);
      continue;
    }
    ran++;
    tell(JSON.parse(line) as Verdict);
  }
  const [code] = await ended;
  if (code !== 0 || ran === 0)
    throw new Error(`seeds from ${from}${bug ? ` with "${bug}"` : ''} failed: ${lastWords}`);
}
