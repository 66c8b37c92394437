import { runService } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';
import { readConfig } from './config.ts';
import { startWeb } from './service.ts';

const log = createLogger('web');

await runService({ name: 'web', log, start: () => startWeb(readConfig(process.env)) });
