import { tmpdir } from 'node:os';

/** What Jest's global setup has started for this run, and what its caller asks for. */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  return {
    get postgresUrl() {
      return required(env, 'KARCIS_TEST_POSTGRES');
    },
    natsServerBin: env['KARCIS_TEST_NATS_BIN'],
    /** Removed with all that is in it at the end of the run, or by the next run. */
    folder: env['KARCIS_TEST_FOLDER'] ?? tmpdir(),
    writesSchemas: env['WRITE_SCHEMA'] === '1',
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set: run the test with deploy/verify/jest.config.js`);
  return value;
}
