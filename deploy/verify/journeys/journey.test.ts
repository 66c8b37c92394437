import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Booking, HeldBooking, Item } from '@karcis/contracts';
import { readHandle } from '@karcis/local';
import { until } from '@karcis/testing';
import { formWith } from '../demo/people.ts';
import { type JourneyStack, startJourneyStack } from './stack.ts';
import { killAll, processesOf } from './processes.ts';
import { readEvents } from './server-sent-events.ts';

const START_WITHIN_MS = 120_000;
/** More than all its waits together, so that the one that was in vain is told. */
const KILLED_WITHIN_MS = 300_000;
const root = path.join(import.meta.dirname, '../../..');

let stack: JourneyStack;

beforeAll(async () => {
  stack = await startJourneyStack();
}, START_WITHIN_MS);
afterAll(() => stack?.stop());

const availabilityOf = async (itemId: string) =>
  Item.parse((await stack.api('GET', `/api/items/${itemId}`)).json).availability;

describe('a booking', () => {
  it('goes from hold to PAID and is told by mail', async () => {
    const { id } = await stack.organiser.createItem({ title: 'Kelas', capacity: 10 });
    const body = { itemId: id, name: 'Siti Aminah', contact: { email: 'siti@example.org' } };
    const answer = await stack.api('POST', '/api/bookings/hold', { body });
    const held = HeldBooking.parse(answer.json);
    expect(answer.headers.get('location')).toContain(held.code);

    await stack.guest('Siti Aminah').pay(held, 'transfer.jpg', 'image/jpeg');
    await stack.organiser.approve(held.id);

    const paid = await stack.guest('Siti Aminah').waitFor(held, 'PAID');
    expect(paid.timeline.map(({ state }) => state)).toEqual(['HOLD', 'REVIEW', 'PAID']);
    await until(async () => (await availabilityOf(id)).paid === 1, { what: 'the place paid' });
    expect(await availabilityOf(id)).toMatchObject({ paid: 1, review: 0, holdActive: 0 });
    await until(
      async () => (await mailsTo('siti@example.org')).some((mail) => mail.includes(held.code)),
      {
        what: 'a mail with the code',
      },
    );
  });

  it('shows its changes live, with its version as their id', async () => {
    const { id } = await stack.organiser.createItem({ title: 'Langsung' });
    const budi = stack.guest('Budi Santoso');
    const held = await budi.hold(id);
    const events = await readEvents(
      `${stack.gateways[0]}/api/bookings/${held.code}/stream`,
      held.ownerToken,
    );

    const shows = (state: string) =>
      until(() => events.seen.at(-1)?.data.includes(`"state":"${state}"`), {
        what: `${state} on the stream`,
      });
    // One state at a time: of several changes in a moment the stream tells the last.
    await shows('HOLD');
    await budi.pay(held, 'transfer.png', 'image/png');
    await shows('REVIEW');
    await stack.organiser.approve(held.id);

    await until(() => events.seen.at(-1)?.data.includes('"PAID"'), { what: 'PAID on the stream' });
    events.close();
    const states = events.seen.map(({ data }) => Booking.parse(JSON.parse(data)).state);
    expect([...new Set(states)]).toEqual(['HOLD', 'REVIEW', 'PAID']);
    const last = events.seen.at(-1);
    expect(last).toMatchObject({
      event: 'booking',
      id: `${JSON.parse(last?.data ?? '{}').version}`,
    });
  });

  it('takes one proof: a later one is refused and changes nothing', async () => {
    const { id } = await stack.organiser.createItem({ title: 'Satu bukti' });
    const dewi = stack.guest('Dewi Lestari');
    const held = await dewi.hold(id);
    const first = await dewi.pay(held, 'transfer.png', 'image/png');

    await stack.story.refuse(409, 'invalid-transition', 'POST', `/api/bookings/${held.id}/proof`, {
      token: held.ownerToken,
      form: await formWith('transfer.pdf', 'application/pdf'),
    });

    const { proof } = await stack.organiser.inspect(held.id);
    expect(proof?.id).toBe(first.proof?.id);
  });

  it('expires on the second: its place is on offer at once and EXPIRED shows within 5 s', async () => {
    const { id } = await stack.organiser.createItem({
      title: 'Singkat',
      capacity: 1,
      holdTtlSeconds: 3,
    });
    const joko = stack.guest('Joko Susilo');
    const held = await joko.hold(id);
    await pause(Date.parse(held.holdExpiresAt ?? '') - Date.parse(held.serverTime));

    const next = await stack.guest('Maya Sari').hold(id);
    const expired = await joko.waitFor(held, 'EXPIRED');

    expect(next.state).toBe('HOLD');
    const lateMs = Date.parse(expired.serverTime) - Date.parse(held.holdExpiresAt ?? '');
    expect(lateMs).toBeLessThan(5_000);
  });
});

describe('an item', () => {
  it('is never oversold, however many ask in the same moment', async () => {
    const { id: itemId } = await stack.organiser.createItem({ title: 'Rebutan', capacity: 10 });
    const rivals = Array.from(
      { length: 60 },
      (_, n) => `Pesaing ${'abcdefghij'[n % 10]}${'abcdef'[Math.floor(n / 10)]}`,
    );

    const answers = await Promise.all(
      rivals.map((name) => stack.api('POST', '/api/bookings/hold', { body: { itemId, name } })),
    );

    const won = answers.filter(({ status }) => status === 201);
    const lost = answers.filter(({ status }) => status !== 201);
    expect(won).toHaveLength(3);
    expect(lost.map(({ json }) => (json as { code: string }).code)).toEqual(
      lost.map(() => 'hold-pool-full'),
    );
    expect(await availabilityOf(itemId)).toMatchObject({ holdActive: 3, available: 0 });
  });
});

describe('a service that is killed', () => {
  it.each(['booking', 'capacity', 'proof-validation', 'notifier', 'gateway'])(
    'is back by itself, and the journey goes on: %s',
    async (name) => {
      const { id } = await stack.organiser.createItem({ title: `Tanpa ${name}` });
      const guest = stack.guest('Rina Kartika');
      const held = await guest.hold(id);

      const before = await pidOf(name);
      process.kill(before, 'SIGKILL');
      await until(async () => (await pidOf(name)) !== before, { what: `${name} again` });
      await isReady(name);

      await guest.pay(held, 'transfer.png', 'image/png');
      await stack.organiser.approve(held.id);
      const paid = await guest.waitFor(held, 'PAID');
      expect(paid.state).toBe('PAID');
    },
    KILLED_WITHIN_MS,
  );
});

describe('an engine that is killed', () => {
  it.each(['nats-server', 'bin/postgres'])(
    'is back by itself, and the journey goes on: %s',
    async (command) => {
      const { id } = await stack.organiser.createItem({ title: 'Mesin' });
      const guest = stack.guest('Tono Prasetyo');
      const held = await guest.hold(id);

      const killed = await processesOf(stack.dataDir, command);
      killAll(killed);
      const isNew = (pid: number) => !killed.includes(pid);
      await until(async () => (await processesOf(stack.dataDir, command)).some(isNew), {
        what: command,
      });
      await until(allReady, { what: 'every service again', timeoutMs: 60_000 });

      await guest.pay(held, 'transfer.png', 'image/png');
      await stack.organiser.approve(held.id);
      expect((await guest.waitFor(held, 'PAID')).state).toBe('PAID');
    },
    KILLED_WITHIN_MS,
  );
});

describe('a service', () => {
  it.each<[string, string]>([
    ['capacity', 'booking.bookings'],
    ['booking', 'capacity.items'],
    ['proof-validation', 'booking.bookings'],
    ['notifier', 'booking.bookings'],
    ['gateway', 'booking.bookings'],
  ])('cannot read tables of another: %s, %s', async (name, table) => {
    const { DATABASE_URL } = await environmentOf(name);
    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    const reading = client.query(`select * from ${table}`);

    await expect(reading).rejects.toThrow(/permission denied for schema/);
    await client.end();
  });

  it('knows no secret that it does not need', async () => {
    const named = await Promise.all(
      stack.services.map(
        async ({ name }) => [name, Object.keys(await environmentOf(name))] as const,
      ),
    );
    const knowing = (secret: string) =>
      named.flatMap(([name, variables]) => (variables.includes(secret) ? [name] : []));

    for (const secret of ['IDENTITY_SECRET', 'ADMIN_PASSWORD', 'ADMIN_API_KEY', 'AUTH_SECRET']) {
      expect({ secret, knownTo: knowing(secret) }).toEqual({ secret, knownTo: ['gateway'] });
    }
    expect(knowing('PATH')).toEqual([]);
  });
});

describe('make demo', () => {
  it('walks through every journey without a surprise', async () => {
    const { code, output } = await runDemo();

    expect(output).toMatch(/\d+ checks hold; the demo took/);
    expect(code).toBe(0);
  }, 300_000);
});

async function mailsTo(address: string): Promise<string[]> {
  const folder = path.join(stack.dataDir, 'mail');
  const names = await readdir(folder).catch(() => []);
  const mails = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return mails.filter((mail) => mail.includes(address));
}

async function pidOf(name: string): Promise<number> {
  const { services } = await readHandle(stack.dataDir);
  return services.find((service) => service.name === name)?.pid ?? 0;
}

async function environmentOf(name: string): Promise<Record<string, string>> {
  const text = await readFile(`/proc/${await pidOf(name)}/environ`, 'utf8');
  return Object.fromEntries(text.split('\0').map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

async function allReady(): Promise<boolean> {
  const answers = stack.services.map(({ port }) => fetch(`http://127.0.0.1:${port}/readyz`));
  return (await Promise.all(answers)).every(({ ok }) => ok);
}

async function isReady(name: string): Promise<void> {
  const port = stack.services.find((service) => service.name === name)?.port;
  await until(
    () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    {
      what: `${name} ready`,
      timeoutMs: 60_000,
    },
  );
}

async function runDemo() {
  const demo = spawn(process.execPath, ['deploy/verify/demo/run.ts'], {
    cwd: root,
    env: { ...process.env, KARCIS_DATA_DIR: stack.dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on('data', (bytes) => (output += String(bytes)));
  }
  const [code] = (await once(demo, 'close')) as [number];
  return { code, output };
}
