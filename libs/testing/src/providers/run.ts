import { parseArgs } from 'node:util';
import { startLocalProviders } from './local-providers.ts';

/**
 * The three local providers as one process, until a signal: `node libs/testing/src/providers/run.ts --webhooks http://127.0.0.1:8080/api/webhooks/payments`.
 * Prints the settings that make booking use them. Webhooks go to the address given, with the provider's name behind it.
 */
const { values } = parseArgs({
  options: {
    webhooks: { type: 'string' },
    port: { type: 'string', default: '0' },
  },
});

const { settings, stop } = await startLocalProviders({
  webhooksUrl: values.webhooks,
  port: Number(values.port),
});
const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
process.stdout.write(`${lines.join('\n')}\n`);
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
