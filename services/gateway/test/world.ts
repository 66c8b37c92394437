import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { silentLog, useDatabase, useNats } from '@karcis/testing';
import * as gateway from '../migrations/index.ts';
import { type GatewayService, type Pace, readConfig, startGateway } from '../src/service.ts';
import { type Neighbours, startNeighbours } from './neighbours.ts';
import { type ProofFilesServer, startProofFilesServer } from './proof-files-server.ts';

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };
export const API_KEY = 'an-api-key-for-tests';
const SECRET = 'x'.repeat(32);
export const INTERNAL_SECRET = `internal-${SECRET}`;

export type World = {
  readonly databaseUrl: string;
  readonly nats: ReturnType<typeof useNats>;
  readonly neighbours: Neighbours;
  readonly files: ProofFilesServer;
  /** One gateway a replica. */
  readonly gateways: readonly GatewayService[];
  readonly url: string;
  /** What a gateway of this world is told. */
  env(): Record<string, string>;
  start(env?: Record<string, string>, pace?: Pace): Promise<GatewayService>;
};

/** No test waits long for a session to be forgotten, nor is misled by a database that takes a breath. */
const usualPace: Pace = { rememberedMs: 200, bucketsWithinMs: 10_000 };

/** Real gateways over a real Postgres and a real NATS, with neighbours that answer as the contracts say. */
export function useWorld(
  options: { env?: Record<string, string>; pace?: Pace; replicas?: number } = {},
): World {
  const database = useDatabase([gateway]);
  const nats = useNats();
  const running: GatewayService[] = [];
  let neighbours: Neighbours;
  let files: ProofFilesServer;

  const env = (): Record<string, string> => ({
    PORT: '0',
    DATABASE_URL: database.url('gateway'),
    NATS_URL: nats.url,
    IDENTITY_SECRET: SECRET,
    IP_HASH_SECRET: SECRET,
    INTERNAL_SECRET,
    AUTH_SECRET: SECRET,
    CSRF_SECRET: SECRET,
    PROOF_URL: files.url,
    RATE_LIMIT_PER_MINUTE: '0',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ADMIN_API_KEY: API_KEY,
    ...options.env,
  });

  async function start(more: Record<string, string> = {}, pace: Pace = options.pace ?? {}) {
    const config = readConfig({ ...env(), ...more });
    const service = await startGateway(config, silentLog, { ...usualPace, ...pace });
    running.push(service);
    return service;
  }

  beforeAll(async () => {
    neighbours = await startNeighbours(nats.url);
    files = await startProofFilesServer(INTERNAL_SECRET);
    for (let n = 0; n < (options.replicas ?? 1); n++) await start();
  });
  beforeEach(() => {
    neighbours.reset();
    files.refusal = undefined;
    files.broken.length = 0;
    files.received = 0;
  });
  afterAll(async () => {
    await Promise.all(running.map((service) => service.stop()));
    await neighbours?.stop();
    await files?.stop();
  });

  return {
    nats,
    start,
    env,
    gateways: running,
    get databaseUrl() {
      return database.url('gateway');
    },
    get neighbours() {
      return neighbours;
    },
    get files() {
      return files;
    },
    get url() {
      return running[0]!.url;
    },
  };
}
