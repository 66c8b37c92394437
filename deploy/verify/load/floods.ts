import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Handle } from '@karcis/local';
import { type FloodReport, type FloodTarget, floods as kinds } from './flood-kinds.ts';
import { makeItems, portOf } from './items.ts';
import { runPaced } from './open-loop.ts';
import type { Phase, Row } from './phase.ts';
import { readMemory, settled } from './processes.ts';
import { anAddress, holdPlace, karcisHold } from './requests.ts';
import { startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 5);
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
  about: `${GOOD_PER_SECOND} good requests a second (half holds, half reads) beside a flood`,
  async run() {
    await using rivals = await startRivals({ TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '300' });
    const { karcis } = rivals;
    const gateway = karcis.gateways[0] as string;
    const [item] = await makeItems(karcis, 20);
    const soldOutId = await makeSoldOut(karcis);
    const [full] = await makeItems(karcis, 1, { capacity: 1 });
    const itemId = item?.id as string;
    const fullId = full?.id as string;
    await holdPlace(gateway, fullId);
    const uploads = [];
    for (let n = 0; n < UPLOADS; n += 1) uploads.push(await holdPlace(gateway, itemId));

    const target: FloodTarget = {
      ...{ itemId, fullId, soldOutId, apiKey: karcis.admin.apiKey },
      ...{ uploads, port: portOf(gateway), perSecond: FLOOD_PER_SECOND },
      seconds: SECONDS + LEAD_MS / 1000 + 1,
    };
    const good = () => {
      const headers = `X-Forwarded-For: ${anAddress()}\r\n`;
      const isHold = Math.random() < 0.5;
      return isHold ? karcisHold(itemId, { headers }) : { path: `/api/items/${itemId}`, headers };
    };
    const paced = { port: target.port, perSecond: GOOD_PER_SECOND, connections: 64, next: good };
    await runPaced({ ...paced, seconds: WARM_UP_SECONDS });

    const rows: Row[] = [];
    for (const kind of [...Object.keys(kinds), 'nothing else']) {
      await settled();
      const flood = startFlood(kind, target);
      await new Promise((resolve) => setTimeout(resolve, LEAD_MS));
      let most = readMemory(karcis);
      const looking = setInterval(() => (most = larger(most, readMemory(karcis))), LOOK_EVERY_MS);
      const result = await runPaced({ ...paced, seconds: SECONDS });
      clearInterval(looking);
      const { answers, p99Ms } = await flood;
      rows.push({
        name: kind,
        figures: {
          'good a second': result.perSecond,
          'p50 ms': result.p50Ms,
          'p99 ms': result.p99Ms,
          'slowest ms': result.slowestMs,
          good: JSON.stringify(result.answers),
          flood: JSON.stringify(answers),
          ...(p99Ms !== undefined && { 'flood p99 ms': p99Ms }),
          'MB at most': describe(most),
          after: describe(readMemory(karcis)),
        },
      });
    }
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    rows.push({ name: 'after a rest', figures: { MB: describe(readMemory(karcis)) } });
    return rows;
  },
};

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

const larger = (a: Record<string, number>, b: Record<string, number>) =>
  Object.fromEntries(Object.keys(a).map((name) => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));

const describe = (megabytes: Record<string, number>) =>
  Object.entries(megabytes)
    .map(([name, size]) => `${name} ${size}`)
    .join(', ');
