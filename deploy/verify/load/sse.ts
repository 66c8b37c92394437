import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { collectGarbage } from './collect-garbage.ts';
import { generate } from './generate.ts';
import { makeItems, portOf } from './items.ts';
import type { Phase, Row } from './phase.ts';
import { readMemory, settled } from './processes.ts';
import { quantilesOf } from './quantiles.ts';
import { holdPlace } from './requests.ts';
import type { Listening, Opened, Told } from './sse-listeners.ts';
import { type Rivals, startRivals } from './stack.ts';

const LISTENERS = Number(process.env['LISTENERS'] ?? 10_000);
const PROCESSES = 2;
const BOOKINGS = 500;
const CHANGES = 5;

type Watching = {
  readonly name: string;
  readonly paths: readonly string[];
  readonly event: string;
  /** Changes what some of them watch; how many that are. */
  readonly change: (n: number) => Promise<number>;
};

/** Ten thousand people look at one item, or at their bookings: how soon they know of a change, and what each costs. */
export const sse: Phase = {
  name: 'sse',
  about: `${LISTENERS} listeners; the gateway needs so many open files and 1,024 more (ulimit -n)`,
  async run() {
    await using rivals = await startRivals({});
    const { karcis } = rivals;
    const gateway = karcis.gateways[0] as string;
    const [item] = await makeItems(karcis, 1);
    const [other] = await makeItems(karcis, 1);
    const itemId = item?.id as string;
    const warm = { port: portOf(gateway), connections: 8, seconds: 2 };
    await generate({ ...warm, next: () => ({ path: `/api/items/${itemId}` }) });

    const bookings: Awaited<ReturnType<typeof holdPlace>>[] = [];
    while (bookings.length < BOOKINGS) bookings.push(await holdPlace(gateway, other?.id as string));
    const each = (path: (n: number) => string) =>
      Array.from({ length: LISTENERS }, (_, n) => path(n));

    return [
      ...(await watch(rivals, {
        name: 'one item',
        paths: each(() => `/api/items/${itemId}/stream`),
        event: 'availability',
        change: async () => {
          await holdPlace(gateway, itemId);
          return LISTENERS;
        },
      })),
      ...(await watch(rivals, {
        name: `${BOOKINGS} bookings`,
        paths: each((n) => `/api/bookings/${bookings[n % BOOKINGS]?.code}/stream`),
        event: 'booking',
        change: async (n) => {
          const { id, token } = bookings[n] as (typeof bookings)[number];
          await cancel(gateway, id, token);
          return LISTENERS / BOOKINGS;
        },
      })),
    ];
  },
};

async function watch(rivals: Rivals, { name, paths, event, change }: Watching): Promise<Row[]> {
  const { karcis } = rivals;
  await settled();
  const before = readMemory(karcis)['gateway'] ?? 0;
  const listeners = Array.from({ length: PROCESSES }, startListeners);
  try {
    const startedAt = performance.now();
    const port = portOf(karcis.gateways[0] as string);
    const opened = await Promise.all(
      listeners.map((child, index) => {
        const mine = paths.filter((_, n) => n % PROCESSES === index);
        return ask<Opened>(child, { port, paths: mine, event } satisfies Listening);
      }),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    await settled();
    const during = readMemory(karcis)['gateway'] ?? 0;
    const count = opened.reduce((sum, one) => sum + one.opened, 0);
    const rows: Row[] = [
      {
        name: `${name}: open`,
        figures: {
          listeners: count,
          failed: opened.reduce((sum, one) => sum + one.failed, 0),
          'a second': count / seconds,
          'first event p50 ms': Math.max(...opened.map(({ p50Ms }) => p50Ms)),
          'p99 ms': Math.max(...opened.map(({ p99Ms }) => p99Ms)),
          'kB of gateway each': ((during - before) * 1024) / count,
        },
      },
    ];
    const all: number[] = [];
    for (let n = 0; n < CHANGES; n += 1) {
      collectGarbage();
      const changedAt = Date.now();
      const wanted = await change(n);
      const answeredMs = Date.now() - changedAt;
      const told = await Promise.all(listeners.map((child) => ask<Told>(child, 'told?')));
      const took = told.flat().map((at) => at - changedAt);
      all.push(...took);
      const figures = {
        told: `${took.length} of ${wanted}`,
        ...quantilesMs(took),
        'of which the change itself': answeredMs,
      };
      rows.push({ name: `${name}: change ${n + 1}`, figures });
    }
    rows.push({ name: `${name}: all changes`, figures: { told: all.length, ...quantilesMs(all) } });
    return rows;
  } finally {
    for (const child of listeners) child.disconnect();
  }
}

/** How soon those knew who were told, from before the request that changed it. */
function quantilesMs(took: readonly number[]): Row['figures'] {
  const ms = quantilesOf(took);
  return { 'p50 ms': ms(0.5), 'p99 ms': ms(0.99), 'last ms': ms(1) };
}

const startListeners = (): ChildProcess =>
  fork(fileURLToPath(new URL('./sse-listeners.ts', import.meta.url)));

async function ask<T>(child: ChildProcess, message: Listening | 'told?'): Promise<T> {
  child.send(message);
  const [answer] = (await once(child, 'message')) as [T];
  return answer;
}

async function cancel(gateway: string, id: string, token: string): Promise<void> {
  const answer = await fetch(`${gateway}/api/bookings/${id}/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() },
  });
  if (answer.status !== 200) throw new Error(`cancel: ${answer.status}`);
}
