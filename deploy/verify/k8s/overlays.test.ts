import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { services, web } from '@karcis/local';
import { configValue, environmentOf } from './environment.ts';
import { podsOf } from './manifest.ts';
import { overlays, problemsOf } from './problems.ts';
import { render } from './render.ts';

/** These need a policy too: the README of deploy/k8s says how. */
const LEFT_OUT = new Set([
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_SAMPLER_ARG'],
  ...['WEBHOOK_ALLOW_INSECURE', 'WEBHOOK_ALLOW_PRIVATE'],
  ...['SENTRY_DSN', 'POSTHOG_KEY', 'POSTHOG_HOST'],
]);

describe('deploy/k8s', () => {
  for (const overlay of overlays) {
    it(`${path.basename(overlay)} has no problem`, async () => {
      const manifests = await render(overlay);
      expect(await problemsOf(manifests)).toEqual([]);
      expect(podsOf(manifests).map(({ kind, name }) => `${kind}/${name}`)).toEqual([
        'StatefulSet/nats',
        'Job/migrate',
        ...['booking', 'capacity', 'proof-validation', 'notifier', 'web', 'gateway'].map(
          (name) => `Deployment/${name}`,
        ),
      ]);
      expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(
        new Set(['karcis', undefined]),
      );
    });
  }

  it('gives a changed ConfigMap another name, so that pods start anew', async () => {
    const names = await Promise.all(
      overlays.map(async (overlay) =>
        (await render(overlay))
          .filter(({ kind }) => kind === 'ConfigMap')
          .map(({ metadata }) => metadata.name)
          .toSorted(),
      ),
    );
    const [one = [], production = []] = names;
    expect(one[0]).toBe(production[0]);
    expect(one[0]).toMatch(/^nats-config-\w{10}$/);
    expect(one.at(-1)).toMatch(/^settings-\w{10}$/);
    expect(one.at(-1)).not.toBe(production.at(-1));
  });

  it.each(['start.sh', 'nats-cluster.conf'])(
    'starts NATS as the composed system does: %s',
    async (file) => {
      const read = (name: string) =>
        readFile(path.join(import.meta.dirname, '../../..', name), 'utf8');
      const composed = await read('docker-compose.yml');
      expect(composed).toContain(`./deploy/nats/${file}:/etc/nats/${file}:ro`);
      const manifests = await render(overlays[1] ?? '');
      const map = manifests.find(({ metadata }) => metadata.name.startsWith('nats-start-'));
      const given = configValue(manifests, map?.metadata.name ?? '', file);
      expect(given).toBe(await read(`deploy/nats/${file}`));
    },
  );

  it.each([...services, { name: 'web', ...web }])(
    'hands $name every setting that the README names for it',
    async ({ name, settings }) => {
      const readme = await readFile(path.join(import.meta.dirname, '../../../README.md'), 'utf8');
      const manifests = await render(overlays[1] ?? '');
      const pod = podsOf(manifests).find((each) => each.name === name);
      const given = Object.keys(pod ? environmentOf(manifests, pod) : {});
      const missing = settings
        .filter((setting) => readme.includes(`\`${setting}\``) && !LEFT_OUT.has(setting))
        .filter((setting) => !given.includes(setting) && !given.includes(`${setting}_FILE`));
      expect(missing).toEqual([]);
    },
  );
});
