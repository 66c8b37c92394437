/**
 * Shows that the promises hold under thousands of schedules, and that the showing is worth something: bugs that are planted
 * are caught. `SEEDS=2000` says how many worlds, `SEED=1234` prints what happens in one, `FROM=5001` begins elsewhere, `BUGS=no`
 * and `FAULTS=no` leave those parts out, `BUGS=outbox` takes only bugs that have it in their name or file.
 * Fails when a promise is broken, a bug is missed, or the reconciler had something to do where nothing was lost.
 */
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@karcis/engines';
import { proveFaults } from './faults/prove-faults.ts';
import { catchBugs } from './model/catch-bugs.ts';
import { proveSeeds, traceSeed } from './model/prove-seeds.ts';

const SEEDS = 2_000;
const BUG_SEEDS_MAX = 1_000;
const NONE = 'no';
const MEMORY = '/dev/shm';
const MEMORY_BYTES_NEEDED = 1024 ** 3;

/** In memory where there is room: nothing of it is to be kept. */
async function parentFolder(): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > MEMORY_BYTES_NEEDED ? MEMORY : tmpdir();
}

async function prove(): Promise<boolean> {
  const { SEED, SEEDS: asked, FROM, BUGS } = process.env;
  const folder = await mkdtemp(path.join(await parentFolder(), 'karcis-prove-'));
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    settings: { fsync: 'off', full_page_writes: 'off', autovacuum: 'off' },
  });
  const postgresUrl = postgres.adminUrl;
  try {
    if (SEED) return await traceSeed(postgresUrl, Number(SEED), process.env['BUG']);
    const areKept = await proveSeeds(postgresUrl, Number(FROM || 1), Number(asked ?? SEEDS));
    const bugs = { text: BUGS ?? '', most: BUG_SEEDS_MAX };
    const areCaught = BUGS === NONE || (await catchBugs(postgresUrl, bugs));
    return areKept && areCaught;
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const { SEED, FAULTS } = process.env;
const holds = await prove();
// The same promises on real processes.
const standsFaults = SEED || FAULTS === NONE || (await proveFaults());
if (!holds || !standsFaults) process.exitCode = 1;
