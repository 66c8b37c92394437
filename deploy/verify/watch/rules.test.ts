import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { findPrometheus } from '@karcis/engines';
import { parse as parseYaml } from 'yaml';

const run = promisify(execFile);
const folder = path.join(import.meta.dirname, '../../prometheus');
const FETCH_MS = 180_000;

type Rule = {
  readonly alert?: string;
  readonly labels?: { readonly severity: string };
  readonly annotations?: { readonly summary: string; readonly runbook_url: string };
};
type Rules = { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
type Tests = {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly object[];
    }[];
  }[];
};

const filesIn = async (name: string) =>
  (await readdir(path.join(folder, name))).map((file) => path.join(folder, name, file));
const parse = async <T>(file: string) => parseYaml(await readFile(file, 'utf8')) as T;

let promtool: string;
let alerts: readonly Rule[];

beforeAll(async () => {
  ({ promtool } = await findPrometheus({ say: () => undefined }));
  const files = await Promise.all((await filesIn('rules')).map((file) => parse<Rules>(file)));
  alerts = files
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .filter(({ alert }) => alert);
}, FETCH_MS);

describe('the rules of Prometheus', () => {
  it('are what promtool calls right, and so is the configuration', async () => {
    await run(promtool, ['check', 'rules', ...(await filesIn('rules'))]);
    await run(promtool, ['check', 'config', '--syntax-only', path.join(folder, 'prometheus.yml')]);
  });

  it('fire when they should and not when they should not', async () => {
    const { stdout } = await run(promtool, ['test', 'rules', ...(await filesIn('tests'))]);
    expect(stdout).toContain('SUCCESS');
  }, 600_000);

  it('have each a test in which they fire', async () => {
    const files = await Promise.all((await filesIn('tests')).map((file) => parse<Tests>(file)));
    const fired = files
      .flatMap(({ tests }) => tests.flatMap(({ alert_rule_test = [] }) => alert_rule_test))
      .filter(({ exp_alerts }) => exp_alerts.length > 0);
    expect(new Set(fired.map(({ alertname }) => alertname))).toEqual(
      new Set(alerts.map(({ alert }) => alert)),
    );
  });

  it('lead each to a part of the runbooks', async () => {
    const text = await readFile(path.join(folder, 'runbooks.md'), 'utf8');
    const parts = [...text.matchAll(/^## (\w+)$/gm)].map(
      ([, name = '']) => `runbooks.md#${name.toLowerCase()}`,
    );
    const links = alerts.map(({ annotations }) => annotations?.runbook_url);
    expect(parts).toEqual(expect.arrayContaining(links));
    expect(links).toEqual(expect.arrayContaining(parts));
  });
});
