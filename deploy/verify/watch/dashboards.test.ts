import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { toGrafana } from '../../grafana/dashboard.ts';
import { dashboards } from '../../grafana/dashboards.ts';
import { type JourneyStack, startJourneyStack } from '../journeys/stack.ts';
import { startPrometheus } from './start-prometheus.ts';

const run = promisify(execFile);
const START_WITHIN_MS = 480_000;
const DATA_WITHIN_MS = 90_000;

const fileOf = (uid: string) =>
  path.join(import.meta.dirname, '../../grafana/dashboards', `${uid}.json`);

describe('the files that Grafana reads', () => {
  it.each(dashboards)('are made of the code: $uid', async (dashboard) => {
    const wanted = `${JSON.stringify(toGrafana(dashboard), null, 2)}\n`;
    if (process.env['WRITE_DASHBOARDS']) await writeFile(fileOf(dashboard.uid), wanted);
    expect(await readFile(fileOf(dashboard.uid), 'utf8')).toBe(wanted);
  });
});

describe('on a running stack, under the load of the demo', () => {
  let stack: JourneyStack;
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;

  beforeAll(async () => {
    stack = await startJourneyStack();
    prometheus = await startPrometheus(stack.services);
    // Counters are seen before they rise, as in real life.
    await until(
      async () => (await prometheus.query('sum(up)'))[0]?.value === stack.services.length,
      { what: 'every process scraped', timeoutMs: DATA_WITHIN_MS },
    );
    const { id: itemId } = await stack.organiser.createItem({ title: 'Dengan surat' });
    const contact = { email: 'siti@example.org' };
    await stack.api('POST', '/api/bookings/hold', {
      body: { itemId, name: 'Siti Aminah', contact },
    });
    const demo = path.join(import.meta.dirname, '../demo/run.ts');
    await run(process.execPath, [demo], {
      env: { ...process.env, KARCIS_DATA_DIR: stack.dataDir },
    });
  }, START_WITHIN_MS);
  afterAll(async () => {
    await prometheus?.stop();
    await stack?.stop();
  });

  const panels = dashboards.flatMap(({ title, rows }) =>
    rows.flatMap(({ panels }) => panels.map((panel) => ({ dashboard: title, ...panel }))),
  );

  it.each(panels)(
    '$dashboard: $title has data',
    async ({ queries }) => {
      for (const { expr } of queries) {
        await until(async () => (await prometheus.query(expr)).length > 0, {
          what: expr,
          timeoutMs: DATA_WITHIN_MS,
        });
      }
    },
    DATA_WITHIN_MS * 2,
  );

  it('no alert fires that pages somebody', async () => {
    const paging = await prometheus.query('ALERTS{alertstate="firing",severity="page"}');
    expect(paging).toEqual([]);
  });

  it(
    'tells what the demo did: approvals, rejections, and places that both services agree on',
    async () => {
      const valueOf = async (expr: string) => (await prometheus.query(expr))[0]?.value;
      await until(async () => ((await valueOf('sum(bookings_approved_total)')) ?? 0) > 0, {
        what: 'approvals',
        timeoutMs: DATA_WITHIN_MS,
      });
      await until(
        async () => {
          const rate = await valueOf('approval_rate');
          return rate !== undefined && rate > 0 && rate < 1;
        },
        { what: 'a rate between none and all', timeoutMs: DATA_WITHIN_MS },
      );
      // As of the last full comparison, which may have seen something under way.
      await until(async () => (await valueOf('max(capacity_drift)')) === 0, {
        what: 'no drift',
        timeoutMs: DATA_WITHIN_MS,
      });
    },
    DATA_WITHIN_MS * 4,
  );
});
