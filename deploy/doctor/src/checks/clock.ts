import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type Check, fail, type Finding, pass, unseen, warn } from '../finding.ts';
import { query } from '../query.ts';
import { gatewayOf, type Settings } from '../settings.ts';

const WARN_MS = 500;
const FAIL_MS = 5_000;
const ANSWER_MS = 5_000;
const TIME_SERVICE = 'run a time service (chrony or systemd-timesyncd) on every machine';

/** The clocks of the server, the database and NATS against this machine's. Holds are judged by the database's. */
export const clock: Check = {
  name: 'clock',
  remedy: 'see that gateway, PostgreSQL and NATS run and that their addresses are right',
  async look(settings) {
    const { DATABASE_URL_CAPACITY: database, NATS_URL: nats } = settings;
    const gateway = await differenceTo('the server', () => askGateway(settings));
    return [
      gateway,
      database
        ? await differenceTo('the database', () => askDatabase(database))
        : unseen('the database’s clock', 'DATABASE_URL_CAPACITY'),
      nats
        ? await differenceTo('NATS', () => askNats(nats, settings.NATS_PASSWORD_BOOKING))
        : unseen('NATS’s clock', 'NATS_URL and NATS_PASSWORD_BOOKING'),
    ];
  },
};

async function differenceTo(whose: string, ask: () => Promise<Date>): Promise<Finding> {
  const askedAt = Date.now();
  try {
    const theirs = await ask();
    // Half of the way there and back is the best guess of when they looked.
    const ms = Math.round(theirs.getTime() - (askedAt + Date.now()) / 2);
    const what = `${whose} is ${ms} ms from this machine`;
    if (Math.abs(ms) > FAIL_MS) return fail(what, TIME_SERVICE);
    return Math.abs(ms) > WARN_MS ? warn(what, TIME_SERVICE) : pass(what);
  } catch (error) {
    const why = Error.isError(error) ? error.message : String(error);
    return fail(`${whose} does not tell the time: ${why}`, `see that ${whose} is up and reachable`);
  }
}

async function askGateway(settings: Settings): Promise<Date> {
  const url = new URL('/api/time', gatewayOf(settings));
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  const { serverTime } = (await answer.json()) as { serverTime: string };
  return new Date(serverTime);
}

async function askDatabase(url: string): Promise<Date> {
  const [row] = await query<{ now: Date }>(url, 'select judging_clock() as now');
  return row?.now ?? new Date(0);
}

async function askNats(servers: string, pass: string | undefined): Promise<Date> {
  const nc = await connect({
    servers,
    ...(pass && { user: 'booking', pass, inboxPrefix: '_INBOX_booking' }),
    name: 'doctor',
    timeout: ANSWER_MS,
    reconnect: false,
  });
  try {
    const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: ANSWER_MS });
    const { ts } = (await jsm.streams.info('BOOKING')) as { ts?: string };
    return new Date(ts ?? 0);
  } finally {
    await nc.close();
  }
}
