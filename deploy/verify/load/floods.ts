import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Handle } from '@karcis/local';
import { type FloodReport, type FloodTarget, floods as kinds } from './flood-kinds.ts';
import { makeItems, portOf } from './items.ts';
import { middle } from './middle.ts';
import { type PacedResult, runPaced } from './open-loop.ts';
import type { Phase, Row } from './phase.ts';
import { readMemory, settled } from './processes.ts';
import { anAddress, holdPlace, karcisHold } from './requests.ts';
import { startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 3);
const TURNS = Number(process.env['TURNS'] ?? 3);
const GOOD_PER_SECOND = Number(process.env['GOOD'] ?? 100);
const FLOOD_PER_SECOND = Number(process.env['FLOOD'] ?? 100);
/** Bookings that slow uploads are for. */
const UPLOADS = 40;
const WARM_UP_SECONDS = 8;
const LEAD_MS = 1_000;
const LOOK_EVERY_MS = 250;
/** Idle processes give memory back within 10 s. */
const REST_MS = 15_000;

/** Good holds and reads at a fixed rate while something else goes wrong, one thing after the other, limits on. */
export const floods: Phase = {
  name: 'floods',
  about: `${GOOD_PER_SECOND} good requests a second (half holds, half reads) beside a flood, and alone before and after`,
  async run() {
    await using rivals = await startRivals({ TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '300' });
    const { karcis } = rivals;
    const target = await prepare(karcis);
    await goodRequests(target, WARM_UP_SECONDS);

    const beside = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, [] as Beside[]]));
    let before = await takeTurn(karcis, target);
    const alone = [before];
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const [kind, turns] of Object.entries(beside)) {
        const flooded = await takeTurn(karcis, target, kind);
        const after = await takeTurn(karcis, target);
        turns.push({ ...flooded, before, after });
        alone.push((before = after));
      }
    }
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    return [
      { name: 'alone', figures: { ...timesOf(alone), ...whatElse(alone) } },
      ...Object.entries(beside).map(([name, turns]) => ({
        name,
        figures: { ...slowerBy(turns), ...timesOf(turns), ...whatElse(turns) },
      })),
      { name: 'after a rest', figures: { MB: describe(readMemory(karcis)) } },
    ];
  },
};

async function prepare(karcis: Handle): Promise<FloodTarget> {
  const gateway = karcis.gateways[0] as string;
  const [item] = await makeItems(karcis, 20);
  const soldOutId = await makeSoldOut(karcis);
  const [full] = await makeItems(karcis, 1, { capacity: 1 });
  const itemId = item?.id as string;
  const fullId = full?.id as string;
  await holdPlace(gateway, fullId);
  const uploads = [];
  for (let n = 0; n < UPLOADS; n += 1) uploads.push(await holdPlace(gateway, itemId));
  return {
    ...{ itemId, fullId, soldOutId, apiKey: karcis.admin.apiKey },
    ...{ uploads, port: portOf(gateway), perSecond: FLOOD_PER_SECOND },
    seconds: SECONDS + LEAD_MS / 1000 + 1,
  };
}

type Good = { readonly holds: PacedResult; readonly reads: PacedResult };
type Turn = Good & {
  readonly flood: FloodReport | undefined;
  readonly most: Record<string, number>;
};
/** What it was like alone, right before and right after. */
type Beside = Turn & { readonly before: Good; readonly after: Good };

/** Holds and reads apart: half of each in one heap has its middle in between, where nothing is. */
async function goodRequests({ port, itemId }: FloodTarget, seconds: number): Promise<Good> {
  const load = { port, seconds, perSecond: GOOD_PER_SECOND / 2, connections: 32 };
  const headers = () => `X-Forwarded-For: ${anAddress()}\r\n`;
  const path = `/api/items/${itemId}`;
  const [holds, reads] = await Promise.all([
    runPaced({ ...load, next: () => karcisHold(itemId, { headers: headers() }) }),
    runPaced({ ...load, next: () => ({ path, headers: headers() }) }),
  ]);
  return { holds, reads };
}

async function takeTurn(karcis: Handle, target: FloodTarget, kind?: string): Promise<Turn> {
  await settled();
  const flooding = kind === undefined ? undefined : startFlood(kind, target);
  if (flooding) await new Promise((resolve) => setTimeout(resolve, LEAD_MS));
  let most = readMemory(karcis);
  const looking = setInterval(() => (most = larger(most, readMemory(karcis))), LOOK_EVERY_MS);
  const good = await goodRequests(target, SECONDS);
  clearInterval(looking);
  return { ...good, flood: await flooding, most };
}

/** How many times as long the good ones took as the mean of before and after. */
function slowerBy(turns: readonly Beside[]): Row['figures'] {
  const times = (what: keyof Good, figure: 'p50Ms' | 'meanMs') => {
    const each = turns.map(({ before, after, ...now }) => {
      const alone = (before[what][figure] + after[what][figure]) / 2;
      return now[what][figure] / alone;
    });
    return `${middle(each).toFixed(2)} (${each.map((one) => one.toFixed(2)).join(' ')})`;
  };
  return {
    'holds took times, p50': times('holds', 'p50Ms'),
    mean: times('holds', 'meanMs'),
    'reads, p50': times('reads', 'p50Ms'),
    'their mean': times('reads', 'meanMs'),
  };
}

function timesOf(turns: readonly Good[]): Row['figures'] {
  const of = (what: keyof Good, figure: 'p50Ms' | 'p99Ms') =>
    middle(turns.map(({ [what]: { [figure]: ms } }) => ms));
  return {
    'holds p50 ms': of('holds', 'p50Ms'),
    'p99 ms': of('holds', 'p99Ms'),
    'reads p50 ms': of('reads', 'p50Ms'),
    'their p99 ms': of('reads', 'p99Ms'),
  };
}

function whatElse(turns: readonly Turn[]): Row['figures'] {
  const good = turns.flatMap(({ holds, reads }) => [holds.answers, reads.answers]);
  const reports = turns.flatMap(({ flood }) => flood ?? []);
  return {
    good: JSON.stringify(sum(good)),
    ...(reports.length > 0 && { flood: JSON.stringify(sum(reports.map(({ answers }) => answers))) }),
    'MB at most': describe(turns.map(({ most }) => most).reduce(larger)),
  };
}

/** One place, free of charge and approved at once, that somebody has. */
async function makeSoldOut(karcis: Handle): Promise<string> {
  const gateway = karcis.gateways[0] as string;
  const submission = { fileRequired: false, fields: [] };
  const [item] = await makeItems(karcis, 1, {
    capacity: 1,
    price: 0,
    autoApprove: true,
    submission,
  });
  const { id, token } = await holdPlace(gateway, item?.id as string);
  const body = new FormData();
  body.append('fields', '{}');
  const answer = await fetch(`${gateway}/api/bookings/${id}/proof`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() },
    body,
  });
  if (!answer.ok) throw new Error(`the only place: ${answer.status} ${await answer.text()}`);
  return item?.id as string;
}

async function startFlood(kind: string, target: FloodTarget): Promise<FloodReport> {
  const child = fork(fileURLToPath(new URL('./flood-process.ts', import.meta.url)));
  child.send({ kind, target });
  const [report] = (await once(child, 'message')) as [FloodReport];
  return report;
}

const sum = (counts: readonly Readonly<Record<string, number>>[]) =>
  counts.reduce<Record<string, number>>((all, one) => {
    for (const [what, count] of Object.entries(one)) all[what] = (all[what] ?? 0) + count;
    return all;
  }, {});

const larger = (a: Record<string, number>, b: Record<string, number>) =>
  Object.fromEntries(Object.keys(a).map((name) => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));

const describe = (megabytes: Record<string, number>) =>
  Object.entries(megabytes)
    .map(([name, size]) => `${name} ${size}`)
    .join(', ');
