export { capture } from './analytics.ts';
export { askOnceAScrape } from './ask-once-a-scrape.ts';
export { hashIp } from './hash-ip.ts';
export { type Logger, type LogLevel, createLogger } from './logger.ts';
export { type Metrics, type ObserveSeconds, createMetrics } from './metrics.ts';
export { type TelemetryOptions, startTelemetry } from './start-telemetry.ts';
export { type Tracing, startTracing } from './start-tracing.ts';
export { currentTraceparent, sampledTraceId, withSpan, withTraceparent } from './trace-context.ts';
