import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings, type Stack, startStack } from '@karcis/local';
import { createGuest, createOrganiser } from '../demo/people.ts';
import { createStory } from '../demo/story.ts';

/** A data folder of its own, gone with everything in it afterwards. */
export async function temporaryDataDir(): Promise<{ dataDir: string; remove(): Promise<void> }> {
  const parent = await realpath(await mkdtemp(path.join(tmpdir(), 'karcis-journey-')));
  return {
    dataDir: path.join(parent, 'data'),
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

/** What every stack of a test is told: ports of its own, no demo data, no limits that count our haste as an attack. */
export const settingsFor = (dataDir: string) => ({
  KARCIS_DATA_DIR: dataDir,
  GATEWAY_PORT: '0',
  SEED_DEMO: 'false',
  RATE_LIMIT_PER_MINUTE: '0',
  LOG_LEVEL: 'warn',
});

export type JourneyStack = Awaited<ReturnType<typeof startJourneyStack>>;

/** The real stack as processes, started by the launcher's own code. `lines` is what they log. */
export async function startJourneyStack(env: Readonly<Record<string, string>> = {}) {
  const { dataDir, remove } = await temporaryDataDir();
  const lines: string[] = [];
  const stack: Stack = await startStack(readSettings({ ...settingsFor(dataDir), ...env }), {
    step: (_what, work) => work(),
    linesOf: (source) => (line) => void lines.push(`${source} ${line}`),
  });
  return {
    ...stack,
    lines,
    ...castOf(stack),
    async stop() {
      await stack.stop();
      await remove();
    },
  };
}

/** People who use the stack through its HTTP API, and tell nobody. */
export function castOf({ gateways, admin }: Pick<Stack, 'gateways' | 'admin'>, replica = 0) {
  const story = createStory(gateways[replica] ?? '', () => undefined);
  return {
    api: story.api,
    story,
    organiser: createOrganiser(story, admin.apiKey),
    guest: (name: string) => createGuest(story, name),
  };
}
