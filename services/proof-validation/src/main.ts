import { runService } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';
import { readConfig } from './config.ts';
import { startProofValidation } from './service.ts';

const log = createLogger('proof-validation');

await runService({
  name: 'proof-validation',
  log,
  start: () => startProofValidation(readConfig()),
});
