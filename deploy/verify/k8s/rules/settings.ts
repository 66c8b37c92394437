import { generateKeyPairSync } from 'node:crypto';
import { CannotStart, readSettings, settingNames } from '@karcis/http';
import { Settings as migrate } from '@karcis/migrate';
import { Settings as booking } from '../../../../services/booking/src/config.ts';
import { Settings as capacity } from '../../../../services/capacity/src/config.ts';
import { Settings as gateway } from '../../../../services/gateway/src/config.ts';
import { Settings as notifier } from '../../../../services/notifier/src/config.ts';
import { Settings as proofValidation } from '../../../../services/proof-validation/src/config.ts';
import { Settings as web } from '../../../../services/web/src/config.ts';
import { environmentOf, secretFilesOf } from '../environment.ts';
import { type Manifest, type Pod, podsOf } from '../manifest.ts';

const schemas = new Map(
  Object.entries({
    ...{ booking, capacity, gateway, notifier, web, migrate },
    'proof-validation': proofValidation,
  }),
);

/** Read by the process itself, not by our code. */
const OF_THE_PROCESS = new Set(['MALLOC_ARENA_MAX', 'NODE_OPTIONS']);

/** What deploy/docker/Dockerfile and start.sh give besides. */
const OF_THE_IMAGE = { HOST: '0.0.0.0' };

/** Variables that a service does not know, files that no secret is mounted as, and what its settings say of the rest. */
export const settingProblems = (manifests: readonly Manifest[]): string[] =>
  podsOf(manifests).flatMap((pod) => {
    const schema = schemas.get(pod.name);
    if (!schema) return [];
    const known = new Set(settingNames(schema));
    const env = environmentOf(manifests, pod);
    const strangers = Object.keys(env).filter(
      (name) => !known.has(name.replace(/_FILE$/, '')) && !OF_THE_PROCESS.has(name),
    );
    return [
      ...strangers.map((name) => `${pod.name} is given ${name}, which its settings do not know`),
      ...fileProblems(pod, env),
      ...refusal(pod.name, () => readSettings(schema, { ...OF_THE_IMAGE, ...withSecrets(env) })),
    ];
  });

const filesIn = (env: Readonly<Record<string, string | undefined>>) =>
  Object.entries(env).filter(([name]) => name.endsWith('_FILE')) as [string, string][];

function fileProblems(pod: Pod, env: Readonly<Record<string, string | undefined>>): string[] {
  const mounted = secretFilesOf(pod);
  const named = filesIn(env);
  const files = new Set(named.map(([, file]) => file));
  return [
    ...named
      .filter(([, file]) => !mounted.has(file))
      .map(([name, file]) => `${pod.name}: ${name} names ${file}, and no secret is mounted there`),
    ...[...mounted]
      .filter((file) => !files.has(file))
      .map((file) => `${pod.name}: ${file} is mounted, and nothing names it`),
  ];
}

/** The variables with something that fits in place of each secret. */
const withSecrets = (env: Readonly<Record<string, string | undefined>>) => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !name.endsWith('_FILE'))),
  ...Object.fromEntries(filesIn(env).map(([name]) => [name.replace(/_FILE$/, ''), sampleOf(name)])),
});

function sampleOf(name: string): string {
  if (name === 'DATABASE_URL_FILE') return 'postgres://role@postgres.example:5432/karcis';
  if (name === 'SMTP_URL_FILE') return 'smtps://mail.example';
  if (name !== 'TICKET_SIGNING_KEYS_FILE') return 'k'.repeat(48);
  const { privateKey } = generateKeyPairSync('ed25519');
  return JSON.stringify({ keys: [privateKey.export({ format: 'jwk' })] });
}

function refusal(name: string, read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof CannotStart) return [`${name} would not start. ${error.message}`];
    throw error;
  }
}
