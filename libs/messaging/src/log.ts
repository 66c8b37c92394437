import type { Logger } from '@karcis/telemetry';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;
