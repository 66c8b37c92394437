import { runService } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';
import { readConfig } from './config.ts';
import { startGateway } from './service.ts';

const log = createLogger('gateway');

await runService({ name: 'gateway', log, start: () => startGateway(readConfig(process.env)) });
