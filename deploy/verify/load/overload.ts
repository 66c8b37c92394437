import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Crowd, CrowdReport } from './crowd-process.ts';
import { generate } from './generate.ts';
import { makeItems, portOf } from './items.ts';
import type { Phase, Row } from './phase.ts';
import { readMemory } from './processes.ts';
import { karcisHold } from './requests.ts';
import { startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 8);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 2_000);

/** Far more than can be served: what is refused is refused soon, nothing hangs, and all is well right afterwards. */
export const overload: Phase = {
  name: 'overload',
  about: `${CONNECTIONS} connections that hold and try again at once`,
  async run() {
    await using rivals = await startRivals({ TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '1000000' });
    const { karcis } = rivals;
    const port = portOf(karcis.gateways[0] as string);
    const itemIds = (await makeItems(karcis, 100)).map(({ id }) => id);
    const usual = { port, connections: 64, seconds: 4, next: () => karcisHold(itemIds[0] ?? '') };
    await generate(usual);

    const rows: Row[] = [{ name: 'memory before', figures: readMemory(karcis) }];
    const crowd: Crowd = { port, connections: CONNECTIONS, seconds: SECONDS, itemIds };
    const { byStatus, hanging, withoutRetryAfter } = await startCrowd(crowd);
    for (const [status, figures] of Object.entries(byStatus)) {
      const { count, p50Ms, p99Ms, slowestMs } = figures;
      const perSecond = count / SECONDS;
      rows.push({
        name: `answers ${status}`,
        figures: {
          'a second': perSecond,
          'p50 ms': p50Ms,
          'p99 ms': p99Ms,
          'slowest ms': slowestMs,
        },
      });
    }
    rows.push({
      name: 'wanted: 0',
      figures: { hanging, 'without Retry-After': withoutRetryAfter },
    });
    const after = await generate({ ...usual, connections: 8, seconds: 2 });
    rows.push({
      name: 'right afterwards, 8 connections',
      figures: {
        'a second': after.perSecond,
        'p99 ms': after.p99Ms,
        answers: JSON.stringify(after.answers),
      },
    });
    rows.push({ name: 'memory after', figures: readMemory(karcis) });
    return rows;
  },
};

async function startCrowd(crowd: Crowd): Promise<CrowdReport> {
  const child = fork(fileURLToPath(new URL('./crowd-process.ts', import.meta.url)));
  child.send(crowd);
  const [report] = (await once(child, 'message')) as [CrowdReport];
  return report;
}
