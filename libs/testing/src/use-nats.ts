import { beforeAll } from '@jest/globals';
import { type Nats, type NatsOptions, startNats } from '@karcis/engines';
import { readConfig } from './config.ts';
import { atEndOfFile } from './of-this-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The server itself once the tests run; before that, reading it throws. */
export type TestNats = Nats;

/** A nats-server with JetStream for this test file, gone at its end. */
export function useNats(options: Pick<NatsOptions, 'users' | 'config' | 'env'> = {}): TestNats {
  let nats: Nats | undefined;

  beforeAll(async () => {
    const dataDir = await temporaryFolder();
    const started = await startNats({ ...options, dataDir, bin: readConfig().natsServerBin });
    atEndOfFile(() => started.stop());
    nats = started;
  });

  const running = (): Nats => {
    if (!nats)
      throw new Error('useNats() starts its server in beforeAll: read it from within a test');
    return nats;
  };
  return {
    get url() {
      return running().url;
    },
    get port() {
      return running().port;
    },
    stop: () => running().stop(),
    kill9: () => running().kill9(),
    restart: () => running().restart(),
    wipe: () => running().wipe(),
  };
}
