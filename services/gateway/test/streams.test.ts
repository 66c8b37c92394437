import { afterEach, describe, expect, it } from '@jest/globals';
import { Availability, bookingHint, deliveryHint, itemsHint } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { bearer, get, hold } from './client.ts';
import { type EventSource, listen } from './event-source.ts';
import { anItem, itemId } from './facts.ts';
import { useWorld } from './world.ts';

const REREAD_MS = 1_500;
const world = useWorld({ replicas: 2, pace: { rereadMs: REREAD_MS } });
const open: EventSource[] = [];

afterEach(() => {
  for (const source of open.splice(0)) source.close();
});

async function watch(path: string, headers: Record<string, string> = {}, replica = 0) {
  const source = await listen(world.gateways[replica]!.url + path, headers);
  open.push(source);
  return source;
}

const itemPath = `/api/items/7GK2M9QX/stream`;
const asked = (subject: string) =>
  world.neighbours.asked.filter((call) => call.subject === subject).length;

function sell(available: number): void {
  const item = anItem();
  world.neighbours.items.set(itemId, {
    ...item,
    availability: { ...item.availability, available },
  });
}

async function aBooking() {
  const { json } = await hold(world.url);
  return { ...json, path: `/api/bookings/${json.code}/stream` } as {
    id: string;
    code: string;
    ownerToken: string;
    path: string;
  };
}

describe('an item’s stream', () => {
  it('tells the availability at once and at each change', async () => {
    sell(30);
    const source = await watch(itemPath);
    expect(source.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const first = await until(() => source.events[0]);
    expect(first.event).toBe('availability');
    const { serverTime, ...availability } = first.data;
    expect(Availability.parse(availability)).toEqual(availability);
    expect(Date.parse(serverTime)).not.toBeNaN();

    sell(29);
    world.neighbours.tell(itemsHint, { ids: [itemId] });
    const second = await until(() => source.events[1]);
    expect(second.data.available).toBe(29);
  });

  it('says nothing when nothing changed', async () => {
    sell(30);
    const source = await watch(itemPath);
    await until(() => source.events.length === 1);
    const before = asked('qry.capacity.item.v1');
    world.neighbours.tell(itemsHint, { ids: [itemId] });
    await until(() => asked('qry.capacity.item.v1') > before + 1, { what: 'two re-reads' });
    expect(source.events).toHaveLength(1);
  });

  it('is told four times a second at most, and the last change always', async () => {
    sell(30);
    const source = await watch(itemPath);
    await until(() => source.events.length === 1);
    const startedAt = performance.now();
    for (let left = 29; left >= 0; left--) {
      sell(left);
      world.neighbours.tell(itemsHint, { ids: [itemId] });
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await until(() => source.events.at(-1)?.data.available === 0);
    const seconds = (performance.now() - startedAt) / 1000;
    expect(source.events.length - 1).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1);
  });

  it('catches up when a hint was lost', async () => {
    sell(30);
    const source = await watch(itemPath);
    await until(() => source.events.length === 1);
    sell(5);
    const next = await until(() => source.events[1], { what: 'a re-read' });
    expect(next.data.available).toBe(5);
  });

  it('ends when the item is none for the public any more', async () => {
    sell(30);
    const source = await watch(itemPath);
    await until(() => source.events.length === 1);
    world.neighbours.items.set(itemId, anItem({ status: 'DRAFT' }));
    world.neighbours.tell(itemsHint, { ids: [itemId] });
    await until(() => source.ended);
    sell(30);
  });

  it('serves 600 listeners with one question a change', async () => {
    sell(30);
    // Re-reads of its own would count as well, the more the longer 600 answers take.
    const quiet = world.gateways.indexOf(await world.start({}, { rereadMs: 600_000 }));
    const sources: EventSource[] = [];
    // Not all at once: a busy machine refuses a crowd that would wait for longer than it may.
    while (sources.length < 600) {
      const some = Array.from({ length: 50 }, () => watch(itemPath, {}, quiet));
      sources.push(...(await Promise.all(some)));
    }
    expect(new Set(sources.map(({ status }) => status))).toEqual(new Set([200]));
    await until(() => sources.every(({ events }) => events.length === 1));
    const before = asked('qry.capacity.item.v1');

    sell(12);
    world.neighbours.tell(itemsHint, { ids: [itemId] });
    await until(() => sources.every(({ events }) => events.at(-1)?.data.available === 12));
    expect(asked('qry.capacity.item.v1') - before).toBeLessThanOrEqual(2);
  });
});

describe('a booking’s stream', () => {
  it('tells everybody the masked booking, and its owner all of it', async () => {
    const { code, path, ownerToken } = await aBooking();
    const [stranger, owner] = [await watch(path), await watch(path, bearer(ownerToken))];
    const [masked, whole] = [
      await until(() => stranger.events[0]),
      await until(() => owner.events[0]),
    ];

    expect([masked.event, masked.id]).toEqual(['booking', '1']);
    const { serverTime: _, ...view } = (await get(`${world.url}/api/bookings/${code}`)).json;
    expect(masked.data).toMatchObject(view);
    expect(masked.data.contact).toBeUndefined();
    expect(whole.data.contact).toEqual({ email: 'siti@example.org' });
  });

  it('tells each change with its version as id, on every replica', async () => {
    const { id, path } = await aBooking();
    const sources = [await watch(path, {}, 0), await watch(path, {}, 1)];
    await until(() => sources.every(({ events }) => events.length === 1));

    world.neighbours.change(id, { state: 'REVIEW' });
    world.neighbours.tell(bookingHint(id));
    await until(() => sources.every(({ events }) => events.length === 2));
    for (const { events } of sources) {
      expect([events[1]!.id, events[1]!.data.state]).toEqual(['2', 'REVIEW']);
    }
  });

  it('tells its owner of messages, and nobody else', async () => {
    const { id, path, ownerToken } = await aBooking();
    const [stranger, owner] = [await watch(path), await watch(path, bearer(ownerToken))];
    await until(() => stranger.events.length === 1 && owner.events.length === 1);

    const sent = {
      kind: 'held',
      channel: 'email',
      status: 'sent',
      at: new Date().toISOString(),
    } as const;
    world.neighbours.answers.findDeliveries = () => ({ notifications: [sent] });
    world.neighbours.tell(deliveryHint(id));
    const told = await until(() => owner.events[1]);
    expect(told.data.notifications).toEqual([sent]);
    expect(stranger.events).toHaveLength(1);
  });

  it('does not repeat to a client what it has, and repeats what it missed', async () => {
    const { id, path } = await aBooking();
    const [upToDate, behind] = [
      await watch(path, { 'Last-Event-ID': '1' }),
      await watch(path, { 'Last-Event-ID': '0' }),
    ];
    await until(() => behind.events.length === 1);
    world.neighbours.change(id, { state: 'REVIEW' });
    world.neighbours.tell(bookingHint(id));
    await until(() => behind.events.length === 2 && upToDate.events.length === 1);
    expect(upToDate.events[0]!.id).toBe('2');
  });

  it('goes on after NATS was away, with what was missed', async () => {
    const { id, path } = await aBooking();
    const source = await watch(path);
    await until(() => source.events.length === 1);

    await world.nats.stop();
    world.neighbours.change(id, { state: 'EXPIRED' });
    await world.nats.restart();
    await until(() => source.events.at(-1)?.data.state === 'EXPIRED');
    expect(source.ended).toBe(false);
  });

  it('keeps neither topic nor listener when its clients have gone', async () => {
    const [left, watched] = [await aBooking(), await aBooking()];
    const sources = [await watch(left.path), await watch(watched.path)];
    await until(() => sources.every(({ events }) => events.length === 1));
    sources[0]!.close();
    await until(async () => (await streamsOpen()) === 1);
    world.neighbours.reset();

    world.neighbours.tell(bookingHint(left.id));
    const asksFor = (id: string) =>
      world.neighbours.asked.filter(({ request }) => (request as { id?: string }).id === id).length;
    await until(() => asksFor(watched.id) >= 2, { what: 'two re-reads of the other' });
    expect(asksFor(left.id)).toBe(0);
  });

  it('ends with the gateway, so that clients come back to another one', async () => {
    const { path } = await aBooking();
    const leaving = await world.start();
    const source = await listen(leaving.url + path);
    await until(() => source.events.length === 1);
    const startedAt = performance.now();
    const stopped = leaving.stop();
    await until(() => source.ended);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await stopped;
  });
});

async function streamsOpen(): Promise<number> {
  const ops = `http://127.0.0.1:${world.gateways[0]!.opsPort}/metrics`;
  const { text } = await get(ops);
  return Number(/gateway_streams\{[^}]*kind="booking"[^}]*\} (\d+)/.exec(text)?.[1]);
}
