import { afterAll, afterEach, beforeAll } from '@jest/globals';
import * as contracts from '@karcis/contracts';
import {
  connectNats,
  createCaller,
  createHints,
  type NatsConnection,
  serve,
} from '@karcis/messaging';
import { captureLogs, silentLog, startSmtpServer, useDatabase, useNats } from '@karcis/testing';
import pg from 'pg';
import * as notifier from '../migrations/index.ts';
import { type Config, readConfig } from '../src/config.ts';
import { startNotifier } from '../src/service.ts';
import { bookingSchema, type BookingService, startBookingService } from './a-booking-service.ts';
import {
  type CapacityService,
  capacitySchema,
  startCapacityService,
} from './a-capacity-service.ts';

type Smtp = Awaited<ReturnType<typeof startSmtpServer>>;

/** What may differ from a notifier that mails to `world.smtp`, posts anywhere and does not wait long. */
type Settings = Partial<Record<string, string>>;

/** A real notifier between a stand-in for booking, a mail server and whoever asks. Everything it made is gone after each test. */
export function useNotifier() {
  const database = useDatabase([bookingSchema, capacitySchema, notifier]);
  const nats = useNats();
  const running = new Set<{ stop(): Promise<void> }>();
  const logs = captureLogs();
  let booking: BookingService;
  let capacity: CapacityService;
  let smtp: Smtp;
  let admin: pg.Pool;
  let nc: NatsConnection;
  let organisers: readonly { name: string; email: string }[] = [];

  beforeAll(async () => {
    booking = await startBookingService({ database: database.url('booking'), nats: nats.url });
    capacity = await startCapacityService({
      database: database.url('capacity'),
      nats: nats.url,
    });
    smtp = await startSmtpServer();
    admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
    nc = await connectNats({ url: nats.url, name: 'gateway', log: silentLog });
    serve(
      nc,
      contracts.findNotifiedOrganisers,
      async (asked) => asked.map(() => ({ organisers })),
      {
        queue: 'gateway',
      },
    );
  });
  afterEach(async () => {
    await Promise.all([...running].map((one) => one.stop()));
    smtp.refuseWith(undefined);
    smtp.answerAfter(0);
    booking.answers();
    organisers = [];
    await admin.query(
      'truncate notifier.deliveries, notifier.backlog, notifier.webhook_endpoints, notifier.message_templates',
    );
  });
  afterAll(async () => {
    await nc.close();
    await booking.stop();
    await capacity.stop();
    await smtp.stop();
    await admin.end();
  });

  const config = (settings: Settings): Config =>
    readConfig({
      DATABASE_URL: database.url('notifier'),
      NATS_URL: nats.url,
      PUBLIC_URL: 'https://karcis.example',
      ORGANIZATION_NAME: 'Studio Tanah',
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Karcis <no-reply@karcis.example>',
      WEBHOOK_ALLOW_INSECURE: 'true',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      DELIVERY_RETRY_SECONDS: '0.02',
      DELIVERY_CIRCUIT_SECONDS: '0.2',
      DELIVERY_POLL_SECONDS: '0.05',
      ...settings,
    });

  return {
    logs,
    get booking() {
      return booking;
    },
    get capacity() {
      return capacity;
    },
    get smtp() {
      return smtp;
    },
    get nc() {
      return nc;
    },
    /** Starts a replica; it stops after the test. */
    async start(settings: Settings = {}) {
      const service = await startNotifier(config(settings), logs.log);
      const one = {
        ...service,
        async stop() {
          if (running.delete(one)) await service.stop();
        },
        /** How many lanes of a channel are left alone, as its metrics say. */
        async openCircuits(channel: string): Promise<number> {
          const answer = await fetch(`http://127.0.0.1:${service.port}/metrics`);
          const said = new RegExp(
            `notification_circuits_open\\{[^}]*channel="${channel}"[^}]*\\} (\\d)`,
          );
          return Number(said.exec(await answer.text())?.[1] ?? 0);
        },
      };
      running.add(one);
      return one;
    },
    /** Organisers' accounts that want to be told of proofs. */
    areTold(next: typeof organisers) {
      organisers = next;
    },
    ask: <Q, R>(contract: contracts.CallContract<Q, R>, request: Q): Promise<R> =>
      createCaller(nc, contract)(request),
    listen: (subject: string, hear: () => void) => createHints(nc).listen(subject, hear),
    async notificationsOf(bookingId: string) {
      const answer = await createCaller(nc, contracts.findDeliveries)({ bookingId });
      return answer.notifications;
    },
    /** Of the booking's oldest message, hidden ones too. */
    async statusOf(bookingId: string): Promise<string | undefined> {
      const { rows } = await admin.query<{ status: string }>(
        'select status from notifier.deliveries where booking_id = $1 order by id limit 1',
        [bookingId],
      );
      return rows[0]?.status;
    },
    /** What the mail server took for this address. */
    mailsTo: (address: string) => smtp.received.filter(({ to }) => to.includes(address)),
    /** Looks into the tables, past the service. */
    rows: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      (await admin.query<Row>(sql, values)).rows,
  };
}

export type World = ReturnType<typeof useNotifier>;
