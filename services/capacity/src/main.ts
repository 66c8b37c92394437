import { runService } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';
import { readConfig } from './config.ts';
import { startCapacity } from './service.ts';

const log = createLogger('capacity');

await runService({ name: 'capacity', log, start: () => startCapacity(readConfig(process.env)) });
