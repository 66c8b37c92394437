import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type AdminBooking, Booking, type HeldBooking, type Item } from '@karcis/contracts';
import { type Api, createApi } from '@karcis/local';
import { until } from '@karcis/testing';
import { checkPromises } from '../promises/check-promises.ts';
import { useStack } from '../faults/use-stack.ts';

const NAME = 'Ratna Kusumawardhani';
const EMAIL = 'ratna.kusuma@example.org';
const WHATSAPP = '+6281298765432';
const TRACES = [NAME, EMAIL, WHATSAPP, 'kursi-roda', 'Bintang Lestari'];

describe('a person who asks to be forgotten', () => {
  const world = useStack();
  let api: Api;
  let owner: { readonly token: string };
  let item: Item;

  beforeAll(async () => {
    api = createApi(world.handle.gateways[0] ?? '');
    owner = { token: world.handle.admin.apiKey };
    item = await world.people.createItem();
  });

  const hold = async (person: Readonly<Record<string, unknown>> = {}) => {
    const body = {
      ...{ itemId: item.id, quantity: 2, name: NAME, note: 'kursi-roda' },
      ...{
        attendees: [{ name: 'Bintang Lestari' }],
        contact: { email: EMAIL, whatsapp: WHATSAPP },
      },
      ...person,
    };
    const answer = await api('POST', '/api/bookings/hold', { body });
    expect(answer.status).toBe(201);
    return answer.json as HeldBooking;
  };
  const pay = async (held: HeldBooking) => {
    await world.people.pay(held);
    await world.people.waitFor(held, 'REVIEW');
    await world.people.approve(held.id);
    await world.people.waitFor(held, 'PAID');
  };
  const erase = (body: unknown, key: string = randomUUID()) =>
    api('POST', '/api/admin/erasures', { ...owner, body, key });
  const inspect = async ({ id }: HeldBooking) =>
    (await api('GET', `/api/admin/bookings/${id}`, owner)).json as AdminBooking;
  const stats = async () => {
    const { json } = await api('GET', '/api/admin/stats', owner);
    return { ...(json as Record<string, unknown>), reviewSeconds: undefined };
  };

  it('is found nowhere any more: in no table, no file, no mail, and everything that was counted is', async () => {
    const [paid, cancelled, other] = [await hold(), await hold(), await hold(someoneElse)];
    await pay(paid);
    await pay(other);
    await world.people.cancel(cancelled);
    await until(async () => (await inspect(paid)).notifications.some(isSent));
    await until(async () => (await inspect(cancelled)).notifications.some(isSent));
    await world.rest();
    // A letter that is just being written would be found afterwards.
    await until(async () => (await lettersUnderWay(world)) === 0, { what: 'every letter' });
    expect((await tracesIn(world)).length).toBeGreaterThan(5);
    const before = { stats: await stats(), booking: await inspect(paid) };

    const answer = await erase({ contact: EMAIL.toUpperCase() });
    expect(answer.json).toEqual({ erased: 2, waiting: 0, accounts: 0 });
    expect(answer.status).toBe(200);

    await until(async () => (await tracesIn(world)).length === 0, { what: 'no trace' });
    expect(await stats()).toEqual(before.stats);
    const after = await inspect(paid);
    for (const kept of ['code', 'state', 'quantity', 'amount', 'currency', 'createdAt'] as const) {
      expect([kept, after[kept]]).toEqual([kept, before.booking[kept]]);
    }
    expect(after.auditIntact).toBe(true);
    expect(after.audit.at(-1)).toMatchObject({ reason: 'erased', actor: 'organiser' });
    expect(after.tickets.map(({ id }) => id)).toEqual(before.booking.tickets.map(({ id }) => id));

    // Whoever was not meant is still there.
    expect((await inspect(other)).name).toBe(someoneElse.name);
    const file = `/api/admin/proofs/${(await inspect(other)).proof?.id}/file`;
    expect((await api('GET', file, owner)).status).toBe(200);
    await world.rest();
    expect(await checkPromises(world.database, { atRest: true })).toEqual([]);
  }, 300_000);

  it('by one booking is forgotten there and nowhere else, and a repeat changes nothing', async () => {
    const [first, second] = [await hold(), await hold()];
    await world.people.cancel(first);
    await world.people.cancel(second);
    const key = randomUUID();
    for (let times = 0; times < 2; times += 1) {
      expect((await erase({ code: first.code }, key)).json).toMatchObject({ erased: 1 });
    }
    expect((await erase({ code: first.code })).json).toMatchObject({ erased: 1, waiting: 0 });

    const { audit, contact } = await inspect(first);
    expect(audit.filter(({ reason }) => reason === 'erased')).toHaveLength(1);
    expect(contact).toEqual({});
    expect((await inspect(second)).name).toBe(NAME);
    const { json } = await api('GET', `/api/bookings/${first.code}`, { token: first.ownerToken });
    expect(Booking.parse(json).state).toBe('CANCELLED');
    await erase({ contact: WHATSAPP });
  });

  it('waits while a booking is under way, or money has to go back', async () => {
    const [underWay, owed] = [await hold(), await hold()];
    await pay(owed);
    const body = { reason: 'acara pindah hari' };
    await api('POST', `/api/admin/bookings/${owed.id}/cancel`, { ...owner, body });

    expect((await erase({ code: underWay.code })).json).toMatchObject({ erased: 0, waiting: 1 });
    expect((await erase({ contact: EMAIL })).json).toMatchObject({ erased: 0, waiting: 2 });
    expect((await inspect(owed)).contact.email).toBe(EMAIL);

    await api('POST', `/api/admin/bookings/${owed.id}/refund`, {
      ...owner,
      body: { reference: 'TRX-1' },
    });
    await world.people.cancel(underWay);
    expect((await erase({ contact: EMAIL })).json).toMatchObject({ erased: 2, waiting: 0 });
  });

  it('has an account, which goes with its sessions and the bookings made in it', async () => {
    const { database } = world;
    const accountId = randomUUID();
    await database.query(
      `insert into gateway.people (id, name, email, email_verified, created_at, updated_at)
       values ($1, '', $2, true, now(), now())`,
      [accountId, EMAIL],
    );
    const held = await hold({ contact: { email: 'other.address@example.org' } });
    await database.query('update booking.bookings set account_id = $1 where id = $2', [
      accountId,
      held.id,
    ]);
    await world.people.cancel(held);

    expect((await erase({ contact: EMAIL })).json).toEqual({ erased: 1, waiting: 0, accounts: 1 });
    expect((await database.query('select from gateway.people')).rowCount).toBe(0);
  });

  it('is refused politely for what is no contact, no booking, or not an owner', async () => {
    expect((await erase({ contact: 'nobody' })).status).toBe(422);
    expect((await erase({ code: 'KRC-AAAAAA', contact: EMAIL })).status).toBe(422);
    expect((await erase({ code: 'KRC-0000-0000' })).status).toBeGreaterThanOrEqual(404);
    expect((await erase({ contact: 'never.seen@example.org' })).json).toMatchObject({ erased: 0 });
    const stranger = await api('POST', '/api/admin/erasures', { body: { contact: EMAIL } });
    expect(stranger.status).toBe(401);
  });
});

const someoneElse = {
  name: 'Budi Santoso',
  note: '',
  attendees: [{ name: 'Wahyu Santoso' }],
  contact: { email: 'budi@example.org' },
};

const isSent = ({ status }: { readonly status: string }) => status === 'sent';

async function lettersUnderWay({ database }: ReturnType<typeof useStack>): Promise<number | null> {
  const { rowCount } = await database.query(
    `select from notifier.deliveries where status in ('planned', 'queued') and kind <> 'reminder'`,
  );
  return rowCount;
}

/** Every row of every table, and every file of mail, that still names the person; and kept files of bookings of nobody. */
async function tracesIn({ database, dataDir }: ReturnType<typeof useStack>): Promise<string[]> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('booking', 'capacity', 'proof_validation', 'notifier', 'gateway')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await database.query(
      `select from ${name} t where exists (
         select from unnest($1::text[]) trace
         where strpos(t::text, trace) > 0 or strpos(t::text, encode(trace::bytea, 'hex')) > 0)`,
      [TRACES],
    );
    if (rowCount) found.push(`${rowCount} rows of ${name}`);
  }
  const { rowCount: files } = await database.query(
    `select from proof_validation.proofs p join booking.bookings b on b.id = p.booking_id
     where p.file_key is not null and (b.email is null or b.email = $1)`,
    [EMAIL],
  );
  if (files) found.push(`${files} files`);
  const folder = path.join(dataDir, 'mail');
  for (const name of await readdir(folder).catch(() => [])) {
    const text = await readFile(path.join(folder, name), 'utf8').catch(() => '');
    if (text.includes(EMAIL)) found.push(name);
  }
  return found;
}
