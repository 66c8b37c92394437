import { itemChanged, type ItemFacts } from '@karcis/contracts';
import { openDatabase } from '@karcis/db';
import {
  addMessagingTables,
  announce,
  connectNats,
  createRelay,
  createTransact,
} from '@karcis/messaging';
import { createMetrics } from '@karcis/telemetry';
import { silentLog } from '@karcis/testing';

/** What the stand-in for capacity needs of a database: an outbox. */
export const capacitySchema = {
  schema: 'capacity',
  migrations: { create: { up: addMessagingTables } },
};

export type CapacityService = Awaited<ReturnType<typeof startCapacityService>>;

/** Stands for capacity as the notifier hears it: items that change, over real NATS. */
export async function startCapacityService(urls: { database: string; nats: string }) {
  const database = openDatabase<unknown>({
    url: urls.database,
    max: 4,
    applicationName: 'capacity',
  });
  const nc = await connectNats({ url: urls.nats, name: 'capacity', log: silentLog });
  const metrics = createMetrics('capacity');
  const relay = createRelay({ database, nc, stream: 'CAPACITY', log: silentLog, metrics });
  const transact = createTransact({ db: database.db, relay });
  await relay.start();

  return {
    async changesItem(id: string, differences: Partial<ItemFacts>): Promise<void> {
      const facts = { ...itemChanged.example, ...differences, id };
      await transact(async (unit) => unit.announce(announce(itemChanged, id, facts)));
    },
    async stop() {
      await relay.stop();
      await nc.close();
      await database.close();
    },
  };
}
