import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { HEAP_FLAGS, HUGE_PAGES, services, web } from '@karcis/local';
import { parse } from 'yaml';

const root = path.join(import.meta.dirname, '../../..');
const read = (file: string) => readFile(path.join(root, file), 'utf8');

type Compose = {
  readonly services: Readonly<
    Record<
      string,
      { readonly environment?: Record<string, unknown>; readonly secrets?: readonly string[] }
    >
  >;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};
const compose = async (file: string) => parse(await read(file), { merge: true }) as Compose;

describe('the composed system', () => {
  it.each([...services, { name: 'web', ...web }])(
    'hands $name every setting that the README names for it',
    async ({ name, settings }) => {
      const readme = await read('README.md');
      const { environment = {} } = (await compose('docker-compose.yml')).services[name] ?? {};
      const missing = settings
        .filter((setting) => readme.includes(`\`${setting}\``))
        .filter((setting) => !(setting in environment) && !(`${setting}_FILE` in environment));
      expect(missing).toEqual([]);
    },
  );

  it('gives each process the secrets that its settings name, and no more', async () => {
    const { services: all } = await compose('docker-compose.yml');
    for (const [name, { environment = {}, secrets = [] }] of Object.entries(all)) {
      const named = Object.values(environment)
        .map(String)
        .filter((value) => value.startsWith('/run/secrets/'))
        .map((value) => path.basename(value));
      if (name !== 'nats') expect([name, named.toSorted()]).toEqual([name, [...secrets].sort()]);
    }
  });

  it('keeps memory as services do that are started without containers', async () => {
    const script = await read('deploy/docker/start.sh');
    expect(script).toContain(`exec node $code ${HEAP_FLAGS.join(' ')} `);
    const hurried = services.filter(({ isWaitedFor }) => isWaitedFor).map(({ name }) => name);
    const code = /^ {2}(?<names>[a-z |-]+)\) code=(?<flag>\S+) ;;$/m.exec(script)?.groups;
    expect(code?.['names']?.split(' | ').toSorted()).toEqual(hurried.toSorted());
    expect(code?.['flag']).toBe(HUGE_PAGES);
  });
});
