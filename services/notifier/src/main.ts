import { runService } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';
import { readConfig } from './config.ts';
import { startNotifier } from './service.ts';

const log = createLogger('notifier');

await runService({ name: 'notifier', log, start: () => startNotifier(readConfig(process.env)) });
