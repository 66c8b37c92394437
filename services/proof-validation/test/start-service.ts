import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { type EventContract, proofAccepted, proofRefused } from '@karcis/contracts';
import { openDatabase } from '@karcis/db';
import { announce, toOutboxRows } from '@karcis/messaging';
import { silentLog, useDatabase, useNats } from '@karcis/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import * as migrations from '../migrations/index.ts';
import { readConfig } from '../src/config.ts';
import type { Db, ProofDatabase } from '../src/db/schema.ts';
import { type ProofValidationService, startProofValidation } from '../src/service.ts';

export const internalSecret = 'the-gateway-and-nobody-else-knows';

type Upload = RequestInit & { readonly proofId?: string; readonly bookingId?: string };

export type Settings = Readonly<Record<string, string>>;

/** The real service on a database, a nats-server and a folder of its own, for one test file. */
export function useService(settings: () => Settings = () => ({})) {
  const database = useDatabase([migrations]);
  const nats = useNats();
  let folder = '';
  let service: ProofValidationService | undefined;
  let db: Db | undefined;
  let nc: NatsConnection | undefined;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'karcis-proofs-'));
    nc = await connect({ servers: nats.url });
    // Booking's own doing, elsewhere.
    const jsm = await jetstreamManager(nc);
    await jsm.streams.add({ name: 'BOOKING', subjects: ['booking.>'] });
    const direct = openDatabase<ProofDatabase>({
      url: database.url(migrations.schema),
      max: 4,
      applicationName: 'test',
    });
    db = direct.db;
    closing.push(direct.close);
    service = await startProofValidation(readConfig(environment()), silentLog);
  });

  afterAll(async () => {
    await service?.stop();
    await nc?.close();
    for (const close of closing) await close();
    await rm(folder, { recursive: true, force: true });
  });

  const environment = (): Settings => ({
    DATABASE_URL: database.url(migrations.schema),
    NATS_URL: nats.url,
    INTERNAL_SECRET: internalSecret,
    STORAGE_LOCAL_DIR: join(folder, 'files'),
    UPLOAD_TEMP_DIR: join(folder, 'uploads'),
    ...settings(),
  });

  return {
    database,
    environment,
    get service() {
      return some(service);
    },
    get db() {
      return some(db);
    },
    get nc() {
      return some(nc);
    },
    /** Asks the service as the gateway does. */
    async ask(path: string, init: RequestInit = {}): Promise<Response> {
      const headers = new Headers(init.headers);
      headers.set('x-internal-secret', internalSecret);
      return fetch(`${some(service).url}${path}`, { ...init, headers });
    },
    put(file: Uint8Array, { proofId, bookingId, ...init }: Upload = {}) {
      const path = `/proofs/${proofId ?? randomUUID()}?bookingId=${bookingId ?? randomUUID()}`;
      return this.ask(path, { method: 'PUT', body: Buffer.from(file), ...init });
    },
    /** Of each upload under way. */
    async bytesReceived(): Promise<number[]> {
      const names = await readdir(join(folder, 'uploads'));
      const sizes = names.map(async (name) => {
        const found = await stat(join(folder, 'uploads', name, 'upload')).catch(() => undefined);
        return found?.size ?? 0;
      });
      return Promise.all(sizes);
    },
    /** Data of the events that were really published about a proof. */
    async announced(proofId: string): Promise<unknown[]> {
      await some(service).drain();
      const js = await jetstreamManager(some(nc));
      const found: unknown[] = [];
      for (const { type } of [proofAccepted, proofRefused]) {
        const stored = await js.streams
          .getMessage('PROOF', { last_by_subj: `${type}.${proofId}` })
          .catch(() => null);
        if (stored) found.push(stored.json<{ data: unknown }>().data);
      }
      return found;
    },
    /** Publishes an event as its owner does. */
    async tell<D>(
      contract: EventContract<string, D>,
      entityId: string,
      data: D,
      time = new Date(),
    ) {
      const [row] = toOutboxRows([announce(contract, entityId, data)]);
      if (!row) throw new Error('an announcement makes one row');
      const envelope = { ...JSON.parse(row.payload), time: time.toISOString() };
      await jetstream(some(nc)).publish(row.subject, JSON.stringify(envelope), { msgID: row.id });
    },
    /** Every file in storage, and every unfinished upload. */
    async files() {
      const list = async (name: string) => {
        const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
        return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
      };
      return { stored: await list('files'), uploads: await readdir(join(folder, 'uploads')) };
    },
  };
}

function some<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The service starts in beforeAll: use it within a test');
  return value;
}
