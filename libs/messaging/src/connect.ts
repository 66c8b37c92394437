import { setTimeout as delay } from 'node:timers/promises';
import { type NatsConnection, connect, errors } from '@nats-io/transport-node';
import { linkOf } from './link.ts';
import type { Log } from './log.ts';

export type ConnectOptions = {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Shown in the server's list of connections: the service's name. */
  readonly name: string;
  readonly log: Log;
};

const FIRST_CONNECT_MS = 30_000;
const RETRY_MS = 500;
/** A server waits 2 s for credentials, then goes away, which the client does not notice before it has greeted. Its default is 20 s. */
const GREETING_MS = 4_000;
const PING_EVERY_MS = 10_000;

/**
 * Connects, and reconnects for ever. Waits up to 30 s for a server that is still starting; wrong
 * credentials and a server older than 2.10 fail at once.
 */
export async function connectNats(options: ConnectOptions): Promise<NatsConnection> {
  const nc = await firstConnect(options);
  try {
    requireVersion(nc.info?.version ?? 'unknown');
  } catch (error) {
    await nc.close();
    throw error;
  }

  const link = linkOf(nc);
  link.onDown(() => {
    if (!nc.isClosed()) options.log.warn('NATS is out of reach');
  });
  link.onUp(() => options.log.info('NATS is back'));
  void logTroubles(nc, options.log);
  return nc;
}

async function firstConnect({ url, user, password, name, log }: ConnectOptions) {
  const deadline = Date.now() + FIRST_CONNECT_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await connect({
        servers: url,
        name,
        ...(user !== undefined && { user }),
        ...(password !== undefined && { pass: password }),
        // A user may listen to its own inboxes only, so nobody reads another's answers.
        inboxPrefix: user === undefined ? '_INBOX' : `_INBOX_${user}`,
        maxReconnectAttempts: -1,
        ignoreAuthErrorAbort: true,
        timeout: GREETING_MS,
        reconnectTimeWait: 250,
        reconnectJitter: 250,
        pingInterval: PING_EVERY_MS,
        maxPingOut: 2,
        noAsyncTraces: true,
      });
    } catch (error) {
      if (isRefused(error) || Date.now() > deadline) throw error;
      if (attempt === 1) log.info('waiting for NATS');
      await delay(RETRY_MS);
    }
  }
}

/** Not so who only came too late: on a busy machine 2 s may pass before a server has read the credentials. */
const isRefused = (error: unknown) =>
  error instanceof errors.AuthorizationError && !/timeout/i.test(error.message);

/** Older servers take newer stream and consumer settings without a word and do not keep them. */
export function requireVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 2 || (major === 2 && minor >= 10)) return;
  throw new Error(`nats-server ${version} is too old: Karcis needs 2.10 or newer`);
}

async function logTroubles(nc: NatsConnection, log: Log): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type === 'error') log.error({ error: status.error }, 'NATS refused something');
    if (status.type === 'slowConsumer') {
      log.warn({ pending: status.pending }, 'messages arrive faster than they are read');
    }
  }
}
