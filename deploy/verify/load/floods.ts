import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Handle } from '@karcis/local';
import { type FloodReport, type FloodTarget, floods as kinds } from './flood-kinds.ts';
import { makeItems, portOf } from './items.ts';
import { runPaced } from './open-loop.ts';
import type { Phase, Row } from './phase.ts';
import { readMemory, settled } from './processes.ts';
import { quantilesOf } from './quantiles.ts';
import { anAddress, holdPlace, karcisHold } from './requests.ts';
import { startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 2);
const TURNS = Number(process.env['TURNS'] ?? 3);
/** Part of the names of those that are wanted; all of them without it. */
const FLOODS = process.env['FLOODS'] ?? '';
const GOOD_PER_SECOND = Number(process.env['GOOD'] ?? 100);
const FLOOD_PER_SECOND = Number(process.env['FLOOD'] ?? 100);
/** Bookings that slow uploads are for. */
const UPLOADS = 40;
const WARM_UP_SECONDS = 8;
/** Of a flood, before what is measured: it opens up to 2,000 connections. */
const OPENING_SECONDS = 2;
/** After what is measured, and after the flood: it closes them. */
const CLOSING_SECONDS = 1;
/** Alone, a flood elsewhere, a flood of us, alone; a little more than it takes. */
const TURN_SECONDS = 4 * SECONDS + 2 * (OPENING_SECONDS + 2 * CLOSING_SECONDS) + 1;
/** Of the flood's process. Its work is done elsewhere in real life, and only what it leaves to us is to be seen. */
const NICENESS = 19;
const LOOK_EVERY_MS = 250;
/** Idle processes give memory back within 10 s. */
const REST_MS = 15_000;

/** Good holds and reads at a fixed rate while something else goes wrong, one thing after the other, limits on. */
export const floods: Phase = {
  name: 'floods',
  about: `${GOOD_PER_SECOND} good requests a second (half holds, half reads): beside a flood, beside the same sent elsewhere, and alone`,
  async run() {
    await using rivals = await startRivals({ TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '300' });
    const { karcis } = rivals;
    const target = await prepare(karcis);
    const flooder = fork(fileURLToPath(new URL('./flood-process.ts', import.meta.url)));
    setPriority(flooder.pid as number, NICENESS);
    await goodRequests(target, WARM_UP_SECONDS);

    const found = Object.keys(kinds)
      .filter((kind) => kind.includes(FLOODS))
      .map((kind) => ({ kind, turns: [] as Turn[] }));
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const { kind, turns } of found) {
        const start: StartFlood = (where, seconds) =>
          flood(flooder, kind, { ...target, seconds }, where === 'elsewhere');
        const order =
          turn % 2 ? (['beside', 'elsewhere'] as const) : (['elsewhere', 'beside'] as const);
        turns.push(await takeTurn(karcis, target, start, order));
      }
    }
    flooder.disconnect();
    await pause(REST_MS);
    return [
      ...found.map(({ kind, turns }) => describeTurns(kind, turns)),
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
    ...{ uploads, port: portOf(gateway), perSecond: FLOOD_PER_SECOND, seconds: 0 },
  };
}

type Answer = { readonly what: 'hold' | 'read'; readonly dueAt: number; readonly ms: number };

/** Sends good requests for so long, and tells what came of them. */
async function goodRequests({ port, itemId }: FloodTarget, seconds: number) {
  const answers: Answer[] = [];
  const load = { port, seconds, perSecond: GOOD_PER_SECOND / 2, connections: 32 };
  const hear = (what: Answer['what']) => (dueAt: number, ms: number) =>
    void answers.push({ what, dueAt, ms });
  const headers = () => `X-Forwarded-For: ${anAddress()}\r\n`;
  const hold = () => karcisHold(itemId, { headers: headers() });
  const read = () => ({ path: `/api/items/${itemId}`, headers: headers() });
  const [holds, reads] = await Promise.all([
    runPaced({ ...load, next: hold, heard: hear('hold') }),
    runPaced({ ...load, next: read, heard: hear('read') }),
  ]);
  return { answers, statuses: sum([holds.answers, reads.answers]) };
}

/** When a good request was due: with no flood, with one that goes to a server that only swallows it, with one that comes to us. */
type When = 'alone' | 'elsewhere' | 'beside';

type Turn = {
  readonly answers: Readonly<Record<When, readonly Answer[]>>;
  readonly statuses: Record<string, number>;
  readonly flood: FloodReport;
  /** Memory at most, in MB. */
  readonly most: Record<string, number>;
};

type StartFlood = (where: Exclude<When, 'alone'>, seconds: number) => Promise<FloodReport>;

/** Everything within seconds, since what neighbours on the host take changes as quickly; the two floods begin by turns. */
async function takeTurn(
  karcis: Handle,
  target: FloodTarget,
  startFlood: StartFlood,
  order: readonly Exclude<When, 'alone'>[],
): Promise<Turn> {
  await settled();
  let most = readMemory(karcis);
  const looking = setInterval(() => (most = larger(most, readMemory(karcis))), LOOK_EVERY_MS);

  const spans: { readonly when: When; readonly from: number; readonly to: number }[] = [];
  let report: FloodReport = { answers: {} };
  async function watch(when: When): Promise<void> {
    const from = performance.now();
    await pause(SECONDS * 1000);
    spans.push({ when, from, to: performance.now() });
  }
  async function goThrough(): Promise<void> {
    await watch('alone');
    for (const where of order) {
      const flooding = startFlood(where, OPENING_SECONDS + SECONDS + CLOSING_SECONDS);
      await pause(OPENING_SECONDS * 1000);
      await watch(where);
      const told = await flooding;
      if (where === 'beside') report = told;
      await pause(CLOSING_SECONDS * 1000);
    }
    await watch('alone');
  }
  const [{ answers, statuses }] = await Promise.all([
    goodRequests(target, TURN_SECONDS),
    goThrough(),
  ]);
  clearInterval(looking);

  const of = (when: When) =>
    answers.filter(({ dueAt }) =>
      spans.some((span) => span.when === when && dueAt > span.from && dueAt < span.to),
    );
  return {
    answers: { alone: of('alone'), elsewhere: of('elsewhere'), beside: of('beside') },
    statuses,
    flood: report,
    most,
  };
}

async function flood(
  flooder: ChildProcess,
  kind: string,
  target: FloodTarget,
  elsewhere: boolean,
): Promise<FloodReport> {
  flooder.send({ kind, target, elsewhere });
  const [report] = (await once(flooder, 'message')) as [FloodReport];
  return report;
}

/** Holds and reads apart: half of each in one heap has its middle in between, where nothing is. */
function describeTurns(name: string, turns: readonly Turn[]): Row {
  const times = (what: Answer['what']) => {
    const of = (when: When) =>
      quantilesOf(
        turns.flatMap(({ answers }) =>
          answers[when].flatMap((one) => (one.what === what ? one.ms : [])),
        ),
      );
    const [alone, elsewhere, beside] = [of('alone'), of('elsewhere'), of('beside')];
    return {
      [`${what}: p50 of alone`]: beside(0.5) / alone(0.5),
      [`${what}: p50 of elsewhere`]: beside(0.5) / elsewhere(0.5),
      [`${what}: p50 ms`]: [beside, elsewhere, alone].map((one) => one(0.5).toFixed(2)).join(', '),
      [`${what}: p99 ms`]: [beside, elsewhere, alone].map((one) => one(0.99).toFixed(1)).join(', '),
    };
  };
  const slowest = Math.max(...turns.map(({ flood }) => flood.p99Ms ?? 0));
  return {
    name,
    figures: {
      ...times('hold'),
      ...times('read'),
      good: JSON.stringify(sum(turns.map(({ statuses }) => statuses))),
      flood: JSON.stringify(sum(turns.map(({ flood }) => flood.answers))),
      ...(slowest > 0 && { 'flood p99 ms': slowest }),
      'MB at most': describe(turns.map(({ most }) => most).reduce(larger)),
    },
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
