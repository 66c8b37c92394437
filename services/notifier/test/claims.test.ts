import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '@karcis/db';
import { until, useDatabase } from '@karcis/testing';
import * as notifier from '../migrations/index.ts';
import { claimDeliveries, type ClaimOptions } from '../src/db/claim-deliveries.ts';
import { insertDeliveries } from '../src/db/insert-deliveries.ts';
import type { Kind } from '../src/domain/kind.ts';
import type { NotifierDatabase } from '../src/db/schema.ts';
import { type Settlement, settleDeliveries } from '../src/db/settle-deliveries.ts';
import { insertEndpoint } from '../src/db/webhook-endpoints.ts';

const urls = useDatabase([notifier]);
let database: Database<NotifierDatabase>;

beforeAll(() => {
  database = openDatabase({ url: urls.url('notifier'), max: 10, applicationName: 'test' });
});
beforeEach(async () => {
  await database.db.deleteFrom('deliveries').execute();
  await database.db.deleteFrom('webhook_endpoints').execute();
});
afterAll(() => database.close());

/** Plans e-mails, and the webhooks of whatever endpoints there are. */
async function plan(count: number, kind: Kind = 'hold-made'): Promise<void> {
  const now = new Date();
  const happenings = Array.from({ length: count }, () => ({
    bookingId: randomUUID(),
    bookingVersion: 1,
    occurredAt: now,
    sendBefore: now,
  }));
  await database.db
    .transaction()
    .execute((trx) => insertDeliveries(trx, happenings, [{ kind, channel: 'email' }], kind));
}

const anEndpoint = () =>
  insertEndpoint(database.db, {
    id: randomUUID(),
    url: 'https://receiver.example',
    description: '',
    kinds: [],
    secret: 'whsec_',
  });

const claim = (options: Partial<ClaimOptions> = {}) =>
  claimDeliveries(database.db, {
    channels: ['email'],
    rooms: [],
    freeElsewhere: 100,
    limit: 100,
    leaseMs: 60_000,
    ...options,
  });

const sent = ({ id, lease }: { id: string; lease: string }): Settlement => ({
  id,
  lease,
  status: 'sent',
  attempts: 1,
  lastError: null,
  providerMessageId: null,
  retryInMs: null,
});

describe('a claim', () => {
  it('takes each delivery once, however many workers ask at the same moment', async () => {
    await plan(60);
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim({ limit: 10 })));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);

    // Who came while another held the rows went away with less; nothing is left behind.
    const rest = await claim();
    expect(ids.length + rest.length).toBe(60);
  });

  it('takes no more of a lane than it has room for', async () => {
    await plan(10);
    expect(await claim({ rooms: [{ lane: 'email', free: 3 }] })).toHaveLength(3);
    expect(await claim({ rooms: [{ lane: 'email', free: 0 }] })).toEqual([]);
    expect(await claim({ freeElsewhere: 2 })).toHaveLength(2);
  });

  it('takes of an endpoint the oldest that is not done, and nothing while that waits', async () => {
    const endpoint = await anEndpoint();
    await plan(3);
    const hooks = (rooms: ClaimOptions['rooms'] = []) => claim({ channels: [], rooms });
    expect(await hooks([{ lane: endpoint.id, free: 0 }])).toEqual([]);

    const [first, ...none] = await hooks();
    expect(none).toEqual([]);
    expect(await hooks()).toEqual([]);
    const later = { ...sent(first!), status: 'queued', retryInMs: 60_000 } as const;
    await settleDeliveries(database.db, [later]);
    expect(await hooks()).toEqual([]);

    await database.db.updateTable('deliveries').set({ next_attempt_at: new Date() }).execute();
    const [again] = await hooks();
    expect(again?.id).toBe(first!.id);
    await settleDeliveries(database.db, [sent(again!)]);
    expect((await hooks()).map(({ occurredAt }) => occurredAt >= first!.occurredAt)).toEqual([
      true,
    ]);
  });

  it('gives an endpoint to one worker, however many ask at the same moment', async () => {
    await anEndpoint();
    await plan(20);
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim({ channels: [] })));
    expect(claims.flat()).toHaveLength(1);
  });

  it('takes what a person waits for before word of holds, however long that has waited', async () => {
    await plan(5, 'hold-made');
    await plan(2, 'approved');
    const claimed = await claim({ rooms: [{ lane: 'email', free: 3 }] });
    expect(claimed.map(({ kind }) => kind).toSorted()).toEqual([
      'approved',
      'approved',
      'hold-made',
    ]);
  });

  it('leaves a channel alone that nobody here can send by', async () => {
    await plan(1);
    expect(await claim({ channels: ['whatsapp'] })).toEqual([]);
  });

  it('is open to others again when its lease ends, and then no longer counts', async () => {
    await plan(1);
    const [dead] = await claim({ leaseMs: 2_000 });
    expect(await claim()).toEqual([]);
    const [second] = await until(async () => {
      const claimed = await claim();
      return claimed.length > 0 && claimed;
    });
    expect(second!.id).toBe(dead!.id);

    expect(await settleDeliveries(database.db, [sent(dead!)])).toEqual([false]);
    expect(await settleDeliveries(database.db, [sent(second!)])).toEqual([true]);
  });
});

describe('a settlement', () => {
  it('is written once', async () => {
    await plan(2);
    const claimed = await claim();
    const settlements = claimed.map(sent);
    expect(await settleDeliveries(database.db, settlements)).toEqual([true, true]);
    expect(await settleDeliveries(database.db, settlements)).toEqual([false, false]);
    expect(await claim()).toEqual([]);
  });

  it('lets a delivery come again after the wait that it says', async () => {
    await plan(1);
    const [claimed] = await claim();
    const again = {
      ...sent(claimed!),
      status: 'queued',
      lastError: 'HTTP 500',
      retryInMs: 2_000,
    } as const;
    await settleDeliveries(database.db, [again]);
    expect(await claim()).toEqual([]);
    const [second] = await until(async () => {
      const found = await claim();
      return found.length > 0 && found;
    });
    expect(second).toMatchObject({ status: 'queued', attempts: 1, lastError: 'HTTP 500' });
  });
});
