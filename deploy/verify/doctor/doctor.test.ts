import { execFile } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { embeddedSettings } from '../../doctor/src/embedded-settings.ts';
import { useStack } from '../faults/use-stack.ts';
import { startBadProxy } from './bad-proxy.ts';

const MAIN = path.join(import.meta.dirname, '../../doctor/main.ts');

describe('the doctor', () => {
  const world = useStack({ RATE_LIMIT_PER_MINUTE: '3000' });
  let env: Record<string, string>;

  beforeAll(async () => {
    const { dataDir, handle } = world;
    const settings = await embeddedSettings(dataDir, handle);
    env = Object.fromEntries(Object.entries(settings).filter(([, value]) => value)) as typeof env;
    await world.people.createItem();
  });

  it('finds nothing wrong with a stack that runs in this folder, and ends with 0', async () => {
    await untilHolds(async () => {
      const { code, lines } = await runDoctor({ KARCIS_DATA_DIR: world.dataDir });

      expect(lines.filter((line) => !line.startsWith('✓ pass')).slice(0, -1)).toEqual([]);
      expect(lines.at(-1)).toMatch(/^1[4-9] passed, 0 to look at, 0 failed$/);
      expect(code).toBe(0);
    });
  });

  it('finds nothing wrong by settings alone, and says of what is left out that it was', async () => {
    const { DATABASE_URL_BOOKING: _, ...rest } = env;
    await untilHolds(async () => {
      const { code, lines } = await runDoctor(rest);

      expect(lines.filter((line) => !line.startsWith('✓ pass')).slice(0, -1)).toEqual([
        '! warn event: the queue was not looked at → give ADMIN_API_KEY and DATABASE_URL_BOOKING',
      ]);
      expect(code).toBe(0);
    });
  });

  it('says where to start when nothing runs', async () => {
    const { code, lines } = await runDoctor({ KARCIS_DATA_DIR: path.join(world.dataDir, 'none') });

    expect(lines).toEqual([expect.stringContaining('start it with "make run"')]);
    expect(code).toBe(1);
  });

  it('names NATS when it is stopped', async () => {
    await world.nats.stop();
    const failures = await failuresOf(env);
    await world.nats.restart();
    await world.ready();

    expect(failures).toContainEqual(
      expect.stringMatching(/services: booking cannot work: nats → see that nats is up/),
    );
    expect(failures).toContainEqual(expect.stringMatching(/clock: NATS does not tell the time/));
    expect(failures).toContainEqual(expect.stringMatching(/event: .* → /));
  }, 240_000);

  it('names the storage when its folder is none', async () => {
    const folder = path.join(world.dataDir, 'files');
    await rename(folder, `${folder}-away`);
    await writeFile(folder, '');
    const failures = await failuresOf(env);
    await rm(folder);
    await rename(`${folder}-away`, folder);
    await world.ready();

    expect(failures).toContainEqual(
      expect.stringMatching(/storage: .* → see that STORAGE_LOCAL_DIR is a folder with room/),
    );
    expect(failures).toContainEqual(
      expect.stringMatching(/services: proof-validation cannot work: storage/),
    );
  });

  it('names the schema that lacks a migration, or has one too many', async () => {
    const { database } = world;
    const table = 'notifier.kysely_migration';
    await database.query(`update ${table} set name = '2' || name where name like '%templates'`);
    const failures = await failuresOf(env);
    await database.query(`update ${table} set name = substr(name, 2) where name like '%templates'`);

    expect(failures).toEqual([
      expect.stringMatching(
        /database: the schema of notifier is behind by .*templates → run the migration job/,
      ),
    ]);
  });

  it('names keys that are missing, weak, used twice, or not those in use', async () => {
    const { AUTH_SECRET: _, ...rest } = env;
    const other = JSON.parse(env['TICKET_SIGNING_KEYS'] ?? '') as { keys: { kid?: string }[] };
    const failures = await failuresOf({
      ...rest,
      CSRF_SECRET: 'change-me-change-me-change-me-change-me',
      IP_HASH_SECRET: env['IDENTITY_SECRET'] ?? '',
      TICKET_SIGNING_KEYS: JSON.stringify({ keys: [{ ...other.keys[0], kid: 'another' }] }),
    });

    expect(failures).toEqual([
      expect.stringMatching(/keys: IP_HASH_SECRET is the same as IDENTITY_SECRET → make one/),
      expect.stringMatching(/keys: AUTH_SECRET is missing → make one/),
      expect.stringMatching(/keys: CSRF_SECRET is weak → make one/),
      expect.stringMatching(/keys: booking signs tickets with other keys .* → restart booking/),
    ]);
    expect(failures.join()).not.toContain('change-me');
  });

  it('names a public URL that is not the one in links, and one that leads nowhere', async () => {
    const { port } = new URL(env['PUBLIC_URL'] ?? '');
    const [other, nowhere] = [`http://127.0.0.1:${port}`, 'http://127.0.0.1:9'];

    expect(await failuresOf({ ...env, PUBLIC_URL: other })).toEqual([
      expect.stringMatching(/public URL: links and mail say .*localhost.* → set PUBLIC_URL of/),
    ]);
    expect(await failuresOf({ ...env, PUBLIC_URL: nowhere, GATEWAY_URL: nowhere })).toContainEqual(
      expect.stringMatching(/public URL: .*:9 is not reached.* → see that DNS, proxy and firewall/),
    );
  });

  it('names a proxy that holds streams back, refuses large bodies or believes every address', async () => {
    const proxy = await startBadProxy(env['GATEWAY_URL'] ?? '', {
      vices: ['holds streams back', 'refuses large bodies', 'believes every address'],
      internalSecret: env['INTERNAL_SECRET'] ?? '',
    });
    const failures = await failuresOf({ ...env, PUBLIC_URL: proxy.url });
    await proxy.stop();

    expect(failures.filter((line) => line.includes('proxies'))).toEqual([
      expect.stringMatching(/may choose its own address .* → set TRUST_PROXY/),
      expect.stringMatching(/a stream is held back → switch buffering off/),
      expect.stringMatching(/10 MB is stopped on its way .* → let bodies of 11 MB pass/),
    ]);
  });

  it('names a mail server that is not there', async () => {
    expect(await failuresOf({ ...env, SMTP_URL: 'smtp://127.0.0.1:9' })).toEqual([
      expect.stringMatching(/mail: .* → see that the mail server of SMTP_URL is reachable/),
    ]);
  });

  it('names the clock that is off', async () => {
    const { database } = world;
    const { rows } = await database.query<{ definition: string }>(
      `select pg_get_functiondef('capacity.judging_clock'::regproc) as definition`,
    );
    await database.query(`create or replace function capacity.judging_clock() returns timestamptz
      language sql volatile as $$ select clock_timestamp() + interval '1 minute' $$`);
    const failures = await until(
      async () => {
        const found = await failuresOf(env);
        return found.some((line) => line.includes('the server')) && found;
      },
      { timeoutMs: 120_000 },
    );
    await database.query(rows[0]?.definition ?? '');

    expect(failures).toContainEqual(
      expect.stringMatching(
        /clock: the database is (5\d|6[0-5])\d{3} ms from .* → run a time service/,
      ),
    );
    expect(failures).toContainEqual(
      expect.stringMatching(/clock: the server is (5\d|6[0-5])\d{3} ms/),
    );
  }, 240_000);
});

/** A machine that was busy for a moment is something to look at too: the doctor is asked again then. */
const untilHolds = (check: () => Promise<void>) =>
  until(() => check().then(() => true), { what: 'a clean bill', timeoutMs: 60_000 });

const failuresOf = async (env: Readonly<Record<string, string>>) => {
  const { code, lines } = await runDoctor(env);
  expect(code).toBe(1);
  return lines.filter((line) => line.startsWith('✗ fail'));
};

function runDoctor(env: Readonly<Record<string, string>>) {
  type Outcome = { readonly code: number; readonly lines: readonly string[] };
  return new Promise<Outcome>((resolve) => {
    execFile(process.execPath, [MAIN], { env: { ...env, NO_COLOR: '1' } }, (error, out, trouble) =>
      resolve({ code: Number(error?.code ?? 0), lines: `${out}${trouble}`.trim().split('\n') }),
    );
  });
}
