import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { LaunchError } from './launch-error.ts';
import { type ServiceName, serviceNames } from './service-names.ts';

const FILE = 'secrets.json';
const Kept = z.record(z.string(), z.string().min(12));

type Name =
  | 'identity'
  | 'ip-hash'
  | 'internal'
  | 'auth'
  | 'csrf'
  | 'admin-api-key'
  | 'admin-password'
  | 'ticket-signing-keys'
  | `${'database' | 'nats'}-${ServiceName}`;

export type Secrets = Readonly<Record<Name, string>>;

const names: readonly Name[] = [
  ...(['identity', 'ip-hash', 'internal', 'auth', 'csrf', 'admin-api-key'] as const),
  'admin-password',
  'ticket-signing-keys',
  ...serviceNames.flatMap((name) => [`database-${name}`, `nats-${name}`] as const),
];

/**
 * What this installation makes up for itself at its first start, and keeps where only the folder's owner can read it.
 * @throws LaunchError when the file is damaged: made anew, its secrets would lock everybody out of what is kept.
 */
export async function openSecrets(folder: DataFolder): Promise<Secrets> {
  const kept = Kept.safeParse((await folder.readJson(FILE)) ?? {});
  if (!kept.success) {
    throw new LaunchError(`${folder.file(FILE)} is damaged: put back a copy of it.`);
  }
  const made = names.map((name) => [name, make(name)]);
  const secrets = { ...Object.fromEntries(made), ...kept.data } as Record<Name, string>;
  if (names.some((name) => !(name in kept.data))) await folder.writeJson(FILE, secrets);
  return secrets;
}

function make(name: Name): string {
  if (name === 'admin-password') return typeable();
  return name === 'ticket-signing-keys' ? signingKeys() : long();
}

/** A JWK Set with one Ed25519 key. */
function signingKeys(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return JSON.stringify({ keys: [privateKey.export({ format: 'jwk' })] });
}

/** What each service comes to PostgreSQL with. */
export const databasePasswords = (secrets: Secrets) =>
  Object.fromEntries(serviceNames.map((name) => [name, secrets[`database-${name}`]])) as Record<
    ServiceName,
    string
  >;

/** Letters and digits with a letter first: nats-server reads passwords as values of its configuration. */
const long = () => `k${randomBytes(32).toString('hex')}`;

const TYPEABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of four for a person to type: 79 bits. */
function typeable(): string {
  const characters = Array.from({ length: 16 }, () => TYPEABLE[randomInt(TYPEABLE.length)]);
  return characters.join('').replace(/....(?!$)/g, '$&-');
}
