import { asAdmin } from './as-admin.ts';
import { type Request, generate } from './generate.ts';
import { makeItems, portOf } from './items.ts';
import type { Phase, Row } from './phase.ts';
import { settled } from './processes.ts';
import { karcisHold, pick } from './requests.ts';
import { startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 5);
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;
/** Its pool is full in the middle of the measurement, so that both replicas want the last places. */
const SMALL_CAPACITY = 4_000;

/** Two of each service against one. On two cores they share what one had; what counts here is that nothing is sold twice. */
export const replicas: Phase = {
  name: 'replicas',
  about: `holds at ${CONNECTIONS} connections with one and with two of each service`,
  async run() {
    return [...(await withReplicas(1)), ...(await withReplicas(2))];
  },
};

async function withReplicas(count: number): Promise<Row[]> {
  await using rivals = await startRivals({ REPLICAS: String(count) });
  const { karcis } = rivals;
  const ports = karcis.gateways.map(portOf);
  const many = (await makeItems(karcis, 100)).map(({ id }) => id);
  const small = (await makeItems(karcis, 1, { capacity: SMALL_CAPACITY })).map(({ id }) => id);
  await holdsOn(ports, many, WARM_UP_SECONDS);

  const rows: Row[] = [];
  for (const [name, itemIds] of [
    ['hot item', many.slice(0, 1)],
    ['100 items', many],
    ['the last places', small],
  ] as const) {
    await settled();
    const figures = await holdsOn(ports, itemIds, SECONDS);
    rows.push({ name: `${count} of each, ${name}`, figures });
  }
  await settled();
  rows.push({ name: `${count} of each, wanted: 0`, figures: await countWrong(rivals.adminUrl) });
  return rows;
}

/** The connections are spread over the gateways. */
async function holdsOn(
  ports: readonly number[],
  itemIds: readonly string[],
  seconds: number,
): Promise<Row['figures']> {
  const next = (): Request => karcisHold(pick(itemIds));
  const connections = CONNECTIONS / ports.length;
  const results = await Promise.all(
    ports.map((port) => generate({ port, connections, seconds, next })),
  );
  const answers: Record<string, number> = {};
  for (const result of results) {
    for (const [status, n] of Object.entries(result.answers)) {
      answers[status] = (answers[status] ?? 0) + n;
    }
  }
  return {
    'a second': results.reduce((sum, { perSecond }) => sum + perSecond, 0),
    'p50 ms': Math.max(...results.map(({ p50Ms }) => p50Ms)),
    'p99 ms': Math.max(...results.map(({ p99Ms }) => p99Ms)),
    answers: JSON.stringify(answers),
  };
}

/** What must not be, counted from the rows. */
async function countWrong(adminUrl: string): Promise<Row['figures']> {
  const { rows } = await asAdmin(adminUrl, 'karcis', (admin) =>
    admin.query<Record<string, number>>(`
      with taken as (
        select item_id, sum(quantity)::int as places, sum(quantity) filter (where state = 'HELD')::int as held
        from capacity.places where state <> 'RELEASED' group by item_id)
      select
        count(*) filter (where places > capacity)::int as oversold,
        count(*) filter (where taken.held > greatest(1, capacity * 3 / 10))::int as "pools overrun",
        count(*) filter (where places <> i.held + i.locked + i.confirmed)::int as "counters that lie",
        (select count(*)::int from booking.bookings b left join capacity.places p on p.booking_id = b.id
          where p.booking_id is null) as "bookings without places"
      from capacity.items i join taken on taken.item_id = i.id`),
  );
  return rows[0] ?? {};
}
