import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectNats } from '@karcis/messaging';
import { silentLog } from '@karcis/testing';
import pg from 'pg';
import type { World } from './world.ts';

/** Line of `postmaster.pid` that holds the port (PostgreSQL's `pidfile.h`). */
const PORT_LINE = 3;

/** Looks at, and mends, what no page can: the superuser's connection to the stack's database. */
export async function withDatabase<T>(
  { stack: { dataDir } }: World,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const folder = path.join(dataDir, 'postgres');
  const password = await readFile(path.join(folder, 'password'), 'utf8');
  const lines = await readFile(path.join(folder, 'cluster', 'postmaster.pid'), 'utf8');
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(lines.split('\n')[PORT_LINE]),
    user: 'postgres',
    password,
    database: 'karcis',
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Says something on the bus as booking would, which may say what booking never does. */
export async function sayAsBooking(
  { stack: { dataDir, nats } }: World,
  subject: string,
  payload: string,
): Promise<void> {
  const secrets = JSON.parse(await readFile(path.join(dataDir, 'secrets.json'), 'utf8')) as Record<
    string,
    string
  >;
  const password = secrets['nats-booking'] ?? '';
  const nc = await connectNats({
    url: nats.url,
    user: 'booking',
    password,
    name: 'test',
    log: silentLog,
  });
  nc.publish(subject, payload);
  await nc.flush();
  await nc.close();
}
