import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { type Nats, type NatsOptions, startNats } from '@karcis/engines';
import { readConfig } from './config.ts';

/** The server itself once the tests run; before that, reading it throws. */
export type TestNats = Nats;

/** A nats-server with JetStream for this test file (or describe block), gone at its end. */
export function useNats(options: Pick<NatsOptions, 'users' | 'config' | 'env'> = {}): TestNats {
  let folder: string | undefined;
  let nats: Nats | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'karcis-nats-'));
    nats = await startNats({ ...options, dataDir: folder, bin: readConfig().natsServerBin });
  });

  afterAll(async () => {
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
