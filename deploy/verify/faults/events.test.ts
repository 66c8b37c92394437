import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { until } from '@karcis/testing';
import { sendCrowd } from './crowd.ts';
import { useStack } from './use-stack.ts';

const world = useStack();
const schemas = ['booking', 'capacity', 'proof_validation'] as const;
const streams = ['BOOKING', 'CAPACITY', 'PROOF'] as const;
let nc: NatsConnection;

beforeAll(async () => {
  nc = await connect({ servers: world.nats.url, ...world.superuser });
});
afterAll(() => nc.close());

describe('events that come again, in reverse', () => {
  beforeAll(async () => {
    const { done } = await sendCrowd(world.people, { count: 20, atOnce: 10 });
    await done;
    await until(async () => (await endingSoon()) === 0, { what: 'the end of short holds' });
    await world.rest();
  }, 240_000);

  it('change nothing where they were heard before', async () => {
    const before = await everything();
    await publishAgainInReverse();
    await world.watched(allHeard);
    await world.rest();
    expect(await everything()).toEqual(before);
  }, 240_000);

  it('change nothing even where nobody remembers that they were heard', async () => {
    const before = await everything();
    for (const schema of [...schemas, 'notifier'])
      await world.database.query(`delete from ${schema}.inbox`);
    await publishAgainInReverse();
    await world.watched(allHeard);
    await world.rest();
    expect(await everything()).toEqual(before);
  }, 240_000);
});

/** Holds whose time runs out while a test looks for what changed. */
async function endingSoon(): Promise<number> {
  const { rows } = await world.database.query<{ n: number }>(
    `select count(*)::int as n from booking.bookings
     where state = 'HOLD' and hold_expires_at < now() + interval '5 minutes'`,
  );
  return rows[0]?.n ?? 0;
}

/** All that there is to be changed, but for when it was. */
async function everything(): Promise<unknown> {
  await until(
    async () => (await world.database.query('select from notifier.backlog')).rowCount === 0,
    { what: 'messages of all news' },
  );
  const { rows } = await world.database.query(`
    select 'booking' as what, to_jsonb(b) as row from booking.bookings b
    union all select 'audit', to_jsonb(a) from booking.audit a
    union all select 'proof', to_jsonb(p) from booking.proofs p
    union all select 'item of booking', to_jsonb(i) from booking.items i
    union all select 'tombstone', to_jsonb(t) - 'at' from booking.tombstones t
    union all select 'places', to_jsonb(p) from capacity.places p
    union all select 'item', to_jsonb(i) from capacity.items i
    union all select 'end', to_jsonb(e) from proof_validation.booking_ends e
    union all select 'delivery', jsonb_build_array(booking_id, kind, channel) from notifier.deliveries
    union all select 'event', jsonb_build_array(id, subject, payload) from booking.outbox
    union all select 'event', jsonb_build_array(id, subject, payload) from capacity.outbox
    order by what, row`);
  return rows;
}

/** Every event of every stream, the last one first, as new messages that no window of duplicates recognises. */
async function publishAgainInReverse(): Promise<void> {
  const js = jetstream(nc);
  const { rows } = await world.database.query<{ subject: string; payload: string }>(
    `${schemas.map((schema) => `select id, subject, payload from ${schema}.outbox`).join(' union all ')} order by id desc`,
  );
  for (const { subject, payload } of rows) {
    const withId = headers();
    withId.set('Nats-Msg-Id', randomUUID());
    await js.publish(subject, payload, { headers: withId });
  }
}

async function allHeard(): Promise<void> {
  const jsm = await jetstreamManager(nc);
  await until(
    async () => {
      for (const stream of streams) {
        for await (const { num_pending, num_ack_pending } of jsm.consumers.list(stream)) {
          if (num_pending + num_ack_pending > 0) return false;
        }
      }
      return true;
    },
    { what: 'every reader to be through', timeoutMs: 60_000 },
  );
}
