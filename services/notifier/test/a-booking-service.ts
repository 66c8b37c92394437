import { randomUUID } from 'node:crypto';
import { bookingsHeld, type EventContract, findRecipient } from '@karcis/contracts';
import { openDatabase } from '@karcis/db';
import {
  addMessagingTables,
  announce,
  announceMany,
  connectNats,
  createRelay,
  createTransact,
  serve,
  type Server,
} from '@karcis/messaging';
import { createMetrics } from '@karcis/telemetry';
import { silentLog } from '@karcis/testing';
import type { Recipient } from '../src/templates/facts.ts';
import { aRecipient } from './a-recipient.ts';

/** What the stand-in for booking needs of a database: an outbox. */
export const bookingSchema = {
  schema: 'booking',
  migrations: { create: { up: addMessagingTables } },
};

type Facts = { bookingId: string };

export type BookingService = Awaited<ReturnType<typeof startBookingService>>;

/** Stands for booking as the notifier sees it: its events, and its answer to `findRecipient`, both over real NATS. */
export async function startBookingService(urls: { database: string; nats: string }) {
  const database = openDatabase<unknown>({
    url: urls.database,
    max: 4,
    applicationName: 'booking',
  });
  const nc = await connectNats({ url: urls.nats, name: 'booking', log: silentLog });
  const metrics = createMetrics('booking');
  const relay = createRelay({ database, nc, stream: 'BOOKING', log: silentLog, metrics });
  const transact = createTransact({ db: database.db, relay });
  await relay.start();

  const recipients = new Map<string, Recipient>();
  let asked = 0;
  let server: Server | undefined;

  const service = {
    /** How often it was asked for a recipient. */
    get asked() {
      return asked;
    },
    /** Makes a booking as Siti has it, with an id of its own. */
    has(differences: Parameters<typeof aRecipient>[0] = {}): string {
      const id = randomUUID();
      recipients.set(id, aRecipient({ ...differences, booking: { id, ...differences.booking } }));
      return id;
    },
    /** Changes what it says of a booking from now on. */
    becomes(id: string, differences: Parameters<typeof aRecipient>[0] = {}): void {
      recipients.set(id, aRecipient({ ...differences, booking: { id, ...differences.booking } }));
    },
    async announce<Data extends Facts>(
      contract: EventContract<string, Data>,
      bookingId: string,
      differences: Partial<Data> = {},
    ): Promise<void> {
      const data = { ...contract.example, ...differences, bookingId };
      await transact(async (unit) => unit.announce(announce(contract, bookingId, data)));
    },
    /** Says that these were held, all in one go. */
    async announceHeld(...ids: string[]): Promise<void> {
      const [example] = bookingsHeld.example.holds;
      const holds = ids.map((bookingId) => ({ ...example!, bookingId }));
      await transact(async (unit) => unit.announce(announceMany(bookingsHeld, { holds })));
    },
    /** Puts a message on the stream as it is: an old one, a broken one, the same one twice. */
    async publish(subject: string, payload: unknown): Promise<void> {
      // The stream answers when it has it.
      await nc.request(subject, JSON.stringify(payload), { timeout: 20_000 });
    },
    answers() {
      server ??= serve(
        nc,
        findRecipient,
        async (requests) => {
          asked += requests.length;
          return requests.map(({ bookingId }) => ({
            recipient: recipients.get(bookingId) ?? null,
          }));
        },
        { queue: 'booking' },
      );
    },
    async stopsAnswering() {
      await server?.stop();
      server = undefined;
    },
    drain: () => relay.drain(),
    async stop() {
      await service.stopsAnswering();
      await relay.stop();
      await nc.close();
      await database.close();
    },
  };
  service.answers();
  return service;
}
