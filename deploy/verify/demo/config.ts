import path from 'node:path';
import { readHandle } from '@karcis/local';

/** Where the stack is and who may organise there: from the environment, else from the data folder of `make run`. */
export async function findStack(env: NodeJS.ProcessEnv = process.env) {
  const { KARCIS_URL: url, ADMIN_API_KEY: apiKey } = env;
  if (url && apiKey) return { url: url.replace(/\/$/, ''), apiKey };

  const { gateways, admin } = await readHandle(env['KARCIS_DATA_DIR'] || '.karcis');
  return { url: url ?? gateways[0] ?? '', apiKey: apiKey ?? admin.apiKey };
}

/** Where `make run` puts its mail as long as it has no mail server. */
export const mailFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  path.join(env['KARCIS_DATA_DIR'] || '.karcis', 'mail');
