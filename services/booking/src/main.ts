import { runService } from '@karcis/http';
import { createLogger } from '@karcis/telemetry';
import { readConfig } from './config.ts';
import { startBooking } from './service.ts';

const log = createLogger('booking');

await runService({ name: 'booking', log, start: () => startBooking(readConfig(process.env)) });
