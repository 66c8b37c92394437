import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPrometheus, freePort } from '@karcis/engines';
import { until } from '@karcis/testing';

export type Target = { readonly name: string; readonly port: number };
/** One series of an instant query's answer. */
export type Sample = { readonly metric: Readonly<Record<string, string>>; readonly value: number };

const rules = path.join(import.meta.dirname, '../../prometheus/rules/*.yml');

/** A real Prometheus that scrapes these processes every second, with the rules of `deploy/prometheus`. */
export async function startPrometheus(targets: readonly Target[]) {
  const { prometheus } = await findPrometheus({ say: () => undefined });
  const folder = await mkdtemp(path.join(tmpdir(), 'karcis-prometheus-'));
  const config = path.join(folder, 'prometheus.yml');
  const jobs = Map.groupBy(targets, ({ name }) => name);
  // JSON is YAML too.
  await writeFile(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [rules],
      scrape_configs: [...jobs].map(([job_name, processes]) => ({
        job_name,
        static_configs: [{ targets: processes.map(({ port }) => `127.0.0.1:${port}`) }],
      })),
    }),
  );

  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    prometheus,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=${url.slice('http://'.length)}`,
      '--enable-feature=exemplar-storage',
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const exited = once(child, 'exit');

  async function query(expr: string): Promise<readonly Sample[]> {
    const answer = await fetch(`${url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expr }),
    });
    const { data, error } = (await answer.json()) as {
      error?: string;
      data?: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    if (!data) throw new Error(`Prometheus refused ${expr}: ${error}`);
    return data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  /** The traces that its exemplars of the last minutes lead to. */
  async function traceIdsOf(expr: string): Promise<readonly string[]> {
    const now = Date.now() / 1000;
    const answer = await fetch(`${url}/api/v1/query_exemplars`, {
      method: 'POST',
      body: new URLSearchParams({ query: expr, start: String(now - 300), end: String(now) }),
    });
    const { data } = (await answer.json()) as {
      data: { exemplars: { labels: { trace_id: string } }[] }[];
    };
    return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
  }

  await until(
    async () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    { what: 'Prometheus', timeoutMs: 60_000 },
  );
  return {
    query,
    traceIdsOf,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
