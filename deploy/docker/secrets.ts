import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { migratedServices, roleOf } from '@karcis/migrate';

const DATABASE = 'postgres:5432/karcis';
const MAIL_CATCHER = 'smtp://mailpit:1025';
const ALERTS_TO_NOBODY = 'http://127.0.0.1:9/';

/** What only we know of, and nobody else has to be told. */
const made = [
  ...['identity_secret', 'ip_hash_secret', 'internal_secret', 'auth_secret', 'csrf_secret'],
  ...['admin_password', 'admin_api_key', 'grafana_password', 'nats_password_cluster'],
];

/** What others gave: empty until somebody writes it down. */
const given = [
  ...['midtrans_server_key', 'xendit_secret_key', 'xendit_callback_token'],
  ...['stripe_secret_key', 'stripe_webhook_secret'],
  ...['whatsapp_access_token', 'whatsapp_app_secret', 'whatsapp_verify_token'],
  'twilio_auth_token',
];

/**
 * Makes what is missing of the composed system's secrets, one file each, and never changes one that is there. The files are
 * readable for the users of the containers, in a folder that is not.
 */
export async function keepSecrets(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const keep = (name: string, text: string) => keepFile(path.join(folder, name), text);

  const postgres = await keep('postgres_password', secret());
  await keep('migrate_database_url', `postgres://postgres:${postgres}@${DATABASE}`);
  for (const role of migratedServices.map(roleOf)) {
    const password = await keep(`database_password_${role}`, secret());
    await keep(`database_url_${role}`, `postgres://${role}:${password}@${DATABASE}`);
    await keep(`nats_password_${role}`, secret());
  }

  const accessKey = await keep('s3_access_key', secret());
  const secretKey = await keep('s3_secret_key', secret());
  await keep('s3.env', `AWS_ACCESS_KEY_ID=${accessKey}\nAWS_SECRET_ACCESS_KEY=${secretKey}`);

  for (const name of made) await keep(name, secret());
  for (const name of given) await keep(name, '');
  await keep('ticket_signing_keys', signingKeys());
  await keep('smtp_url', MAIL_CATCHER);
  await keep('alert_webhook_url', ALERTS_TO_NOBODY);
}

/** The file's text; `text` is written first when there is none. */
async function keepFile(file: string, text: string): Promise<string> {
  try {
    await writeFile(file, text && `${text}\n`, { flag: 'wx' });
    await chmod(file, 0o444);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

/** Letters and digits with a letter first: nats-server reads passwords as values of its configuration. */
const secret = () => `k${randomBytes(24).toString('hex')}`;

/** A JWK Set with one Ed25519 key. */
const signingKeys = () =>
  JSON.stringify({
    keys: [generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })],
  });
