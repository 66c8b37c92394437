import { execFile } from 'node:child_process';
import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Booking, type HeldBooking, TicketKeySet } from '@karcis/contracts';
import { createApi, readSettings, type Stack, startStack } from '@karcis/local';
import { atEndOfFile, temporaryFolder, until } from '@karcis/testing';
import pg from 'pg';
import { createPeople } from '../faults/people.ts';
import { settingsFor } from '../journeys/stack.ts';
import { checkPromises } from '../promises/check-promises.ts';
import { createLedger } from '../promises/ledger.ts';

const MINUTES = 60_000;
const folderOf = (name: string) => path.join(import.meta.dirname, '../../backup', name);
const talk = {
  step: <T>(_what: string, work: () => Promise<T>) => work(),
  linesOf: () => () => undefined,
};

describe('a backup of a stack at work', () => {
  let dataDir: string;
  let backup: string;
  let paid: HeldBooking;
  let proof: Buffer;
  let tokens: readonly string[];
  let made: Outcome;
  let cold: Outcome;

  beforeAll(async () => {
    const parent = await temporaryFolder();
    dataDir = path.join(parent, 'data');
    backup = path.join(parent, 'kept/monday');
    const stack = await startStack(readSettings(settingsFor(dataDir)), talk);
    try {
      const people = createPeople(stack, createLedger());
      const item = await people.createItem({ capacity: 100_000 });
      paid = await people.hold(item.id, 2);
      await people.pay(paid);
      await people.waitFor(paid, 'REVIEW');
      await people.approve(paid.id);
      await people.waitFor(paid, 'PAID');
      proof = await proofOf(stack, paid);
      tokens = await tokensOf(stack, paid);

      // People go on booking and paying all the while.
      let isDone = false;
      const crowd = Array.from({ length: 4 }, async (_, n) => {
        while (!isDone) {
          const held = await people.hold(item.id);
          if (n % 2 === 0) await people.pay(held);
        }
      });
      await stageAnUpload(stack);
      made = await run('backup.ts', { KARCIS_DATA_DIR: dataDir, TO: backup });
      isDone = true;
      await Promise.all(crowd);
    } finally {
      await stack.stop();
    }
    // Caught while it was copied to its place, after the database was.
    await writeFile(path.join(backup, 'files/.unfinished', `proofs.${randomUUID()}`), '');
    cold = await run('backup.ts', { KARCIS_DATA_DIR: dataDir, TO: `${backup}-cold` });
    await rm(dataDir, { recursive: true });
  }, 8 * MINUTES);

  it('is made while people book and pay', () => {
    expect(made.text).toMatch(/^Backed up the running stack into .* the database and \d+ files/);
    expect(made.code).toBe(0);
  });

  it(
    'is made of a stopped stack as well, which is whole when it is put back',
    async () => {
      expect(cold.text).toMatch(/^Backed up the stopped stack/);
      const there = path.join(await temporaryFolder(), 'data');
      const env = { KARCIS_DATA_DIR: there, FROM: `${backup}-cold` };

      expect(await run('restore.ts', env)).toMatchObject({ code: 0 });
      // Told to, it moves aside what is there.
      const again = await run('restore.ts', { ...env, FORCE: 'yes' });
      expect(again.text).toMatch(/What was there before is in .*\.before-\d+/);
      expect(again.code).toBe(0);
    },
    5 * MINUTES,
  );

  it('is not put over data that is there', async () => {
    const full = path.join(await temporaryFolder(), 'full');
    await mkdir(full);
    await writeFile(path.join(full, 'mine'), '');
    const refused = await run('restore.ts', { KARCIS_DATA_DIR: full, FROM: backup });

    expect(refused.text).toContain('holds data: restore into another folder with KARCIS_DATA_DIR');
    expect(refused.code).toBe(1);
    expect(await readdir(full)).toEqual(['mine']);
  });

  it('is refused when it is not whole', async () => {
    const half = await temporaryFolder();
    const refused = await run('restore.ts', { KARCIS_DATA_DIR: dataDir, FROM: half });

    expect(refused.text).toContain('holds no whole backup');
    expect(refused.code).toBe(1);
  });

  describe('put back', () => {
    let stack: Stack;
    let database: pg.Pool;

    beforeAll(async () => {
      const restored = await run('restore.ts', { KARCIS_DATA_DIR: dataDir, FROM: backup });
      expect(restored.text).toContain('the database starts');
      expect(restored.code).toBe(0);
      // Whose holds ended meanwhile is told at once.
      stack = await startStack(readSettings(settingsFor(dataDir)), talk);
      atEndOfFile(() => stack.stop());
      database = new pg.Pool({ connectionString: stack.database?.url, max: 1 });
      atEndOfFile(() => database.end());
    }, 5 * MINUTES);

    it(
      'keeps every promise',
      async () => {
        await until(async () => (await checkPromises(database, { atRest: true })).length === 0, {
          timeoutMs: MINUTES,
        });
        const { rows } = await database.query<{ count: number }>(
          'select count(*)::int as count from booking.bookings',
        );
        expect(rows[0]?.count).toBeGreaterThan(1);
      },
      2 * MINUTES,
    );

    it('knows its people: their way in, their tickets and their proofs', async () => {
      const api = createApi(stack.gateways[0] ?? '');
      const found = await api('GET', `/api/bookings/${paid.code}`, { token: paid.ownerToken });
      expect(found.json).toMatchObject({ state: 'PAID', quantity: 2 });
      expect((await proofOf(stack, paid)).equals(proof)).toBe(true);
      expect(await tokensOf(stack, paid)).toEqual(tokens);

      const keys = TicketKeySet.parse((await api('GET', '/.well-known/jwks.json')).json);
      expect(tokens.map((token) => isSignedBy(keys, token))).toEqual([true, true]);
    });

    it(
      'goes on: what is booked now goes through every service',
      async () => {
        const people = createPeople(stack, createLedger());
        const held = await people.hold((await people.createItem()).id);
        await people.pay(held);
        await people.waitFor(held, 'REVIEW');
        await people.approve(held.id);
        await people.waitFor(held, 'PAID');

        await until(async () => {
          const { rows } = await database.query(
            `select from notifier.deliveries where booking_id = $1 and kind = 'approved'`,
            [held.id],
          );
          return rows.length > 0;
        });
      },
      5 * MINUTES,
    );

    it('has no file that no row names, and no row without its file', async () => {
      const named = async () => {
        const { rows } = await database.query<{ key: string }>(`
          select file_key as key from proof_validation.proofs where file_key is not null
          union all select preview_key from proof_validation.proofs where preview_key is not null
          union all select key from proof_validation.loose_files`);
        return rows.map(({ key }) => key).toSorted();
      };
      const files = path.join(dataDir, 'files');
      const kept = async () => {
        const entries = await readdir(files, { recursive: true, withFileTypes: true });
        return entries
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => path.relative(files, path.join(parentPath, name)))
          .toSorted();
      };
      await until(async () => String(await kept()) === String(await named()), {
        what: 'a row for each file',
      });
    });
  });
});

/** As far as an upload is whose file has no place yet. */
async function stageAnUpload({ database }: Stack): Promise<void> {
  const client = new pg.Client({ connectionString: database?.url });
  await client.connect();
  await client.query('insert into proof_validation.loose_files (key) values ($1)', [
    `proofs/${randomUUID()}`,
  ]);
  await client.end();
}

type Outcome = { readonly code: number; readonly text: string };

const run = (script: string, env: Readonly<Record<string, string>>) =>
  new Promise<Outcome>((resolve) => {
    execFile(process.execPath, [folderOf(script)], { env }, (error, out, trouble) =>
      resolve({ code: Number(error?.code ?? 0), text: `${out}${trouble}` }),
    );
  });

async function bookingOf(stack: Stack, { code, ownerToken: token }: HeldBooking): Promise<Booking> {
  const api = createApi(stack.gateways[0] ?? '');
  return Booking.parse((await api('GET', `/api/bookings/${code}`, { token })).json);
}

async function proofOf(stack: Stack, held: HeldBooking): Promise<Buffer> {
  const { proof: kept } = await bookingOf(stack, held);
  const api = createApi(stack.gateways[0] ?? '');
  const token = stack.admin.apiKey;
  const { status, bytes } = await api('GET', `/api/admin/proofs/${kept?.id}/file`, { token });
  if (status !== 200) throw new Error(`no proof: ${status}`);
  return bytes;
}

const tokensOf = async (stack: Stack, held: HeldBooking): Promise<readonly string[]> =>
  (await bookingOf(stack, held)).tickets.map(({ token = '' }) => token);

/** A compact JWS (RFC 7515) by Ed25519, as any scanner verifies it. */
function isSignedBy({ keys: [key] }: TicketKeySet, token: string): boolean {
  const [head, claims, signature = ''] = token.split('.');
  const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
  const input = Buffer.from(`${head}.${claims}`);
  return verify(null, input, publicKey, Buffer.from(signature, 'base64url'));
}
