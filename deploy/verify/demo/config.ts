import { readHandle } from '@karcis/local';

/** Where the stack is and who may organise there: from the environment, else from the data folder of `make run`. */
export async function findStack(env: NodeJS.ProcessEnv = process.env) {
  const { KARCIS_URL: url, ADMIN_API_KEY: apiKey } = env;
  if (url && apiKey) return { url: url.replace(/\/$/, ''), apiKey };

  const { gateways, admin } = await readHandle(env['KARCIS_DATA_DIR'] || '.karcis');
  return { url: url ?? gateways[0] ?? '', apiKey: apiKey ?? admin.apiKey };
}
