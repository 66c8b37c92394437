export { hashIp } from './hash-ip.ts';
export { type Logger, type LogLevel, createLogger } from './logger.ts';
export { type Metrics, createMetrics } from './metrics.ts';
export { type Tracing, startTracing } from './start-tracing.ts';
export { currentTraceparent, withSpan, withTraceparent } from './trace-context.ts';
