import path from 'node:path';
import { type LocalServers, startLocalServers } from '../journeys/local-servers.ts';
import { startJourneyStack } from '../journeys/stack.ts';
import type { Cast } from './cast.ts';
import { createGuest, createOrganiser } from './people.ts';
import { createStory } from './story.ts';

/** A stack whose payment and message providers are played on this machine. */
export type LocalWorld = Cast &
  Omit<LocalServers, 'settings' | 'stop'> & { readonly mailFolder: string };

export type LocalChapter = (world: LocalWorld) => Promise<void>;

/**
 * Starts it beside whatever runs: on ports of its own, in a folder that is gone afterwards. No real provider lets a demo pay, and
 * nobody's stack should offer a provider that is played.
 */
export async function startLocalWorld(print: (line: string) => void) {
  const cleanup = new AsyncDisposableStack();
  try {
    const servers = await startLocalServers();
    cleanup.defer(servers.stop);
    const stack = await startJourneyStack(servers.settings);
    cleanup.defer(stack.stop);

    const story = createStory(servers.url, print);
    return {
      ...servers,
      story,
      organiser: createOrganiser(story, stack.admin.apiKey),
      guest: (name: string) => createGuest(story, name),
      mailFolder: path.join(stack.dataDir, 'mail'),
      stop: () => cleanup.disposeAsync(),
    };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}
