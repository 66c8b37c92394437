import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll } from '@jest/globals';
import { type Nats, type NatsOptions, startNats } from '@karcis/engines';
import { atEndOfFile } from './at-end-of-file.ts';
import { readConfig } from './config.ts';

/** The server itself once the tests run; before that, reading it throws. */
export type TestNats = Nats;

/** A nats-server with JetStream for this test file, gone at its end. */
export function useNats(options: Pick<NatsOptions, 'users' | 'config' | 'env'> = {}): TestNats {
  let folder: string | undefined;
  let nats: Nats | undefined;

  beforeAll(async () => {
    const { folder: parent, natsServerBin } = readConfig();
    folder = await mkdtemp(path.join(parent, 'nats-'));
    nats = await startNats({ ...options, dataDir: folder, bin: natsServerBin });
  });

  atEndOfFile(async () => {
    await nats?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
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
