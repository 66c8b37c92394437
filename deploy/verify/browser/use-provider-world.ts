import { atEndOfFile } from '@karcis/testing';
import { type LocalServers, startLocalServers } from '../journeys/local-servers.ts';
import { useWorld, type World } from './world.ts';

export type ProviderWorld = World & { readonly servers: LocalServers };

/** A stack whose payment and message providers are this machine's. */
export function useProviderWorld(): ProviderWorld {
  let servers: LocalServers | undefined;
  const world = useWorld(async () => {
    servers = await startLocalServers();
    atEndOfFile(servers.stop);
    return servers.settings;
  });
  return Object.defineProperty(world as ProviderWorld, 'servers', {
    get() {
      if (!servers) throw new Error('the world has not begun');
      return servers;
    },
  });
}
