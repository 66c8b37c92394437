import { context } from '@opentelemetry/api';
import { traceWith } from './trace-context.ts';

export type Tracing = {
  /** Sends what is left, or gives it up after 2 s. Never rejects. */
  stop(): Promise<void>;
};

export type TracingOptions = {
  readonly service: string;
  /** The collector's base address, `OTEL_EXPORTER_OTLP_ENDPOINT`. Without it nothing is even loaded. */
  readonly endpoint?: string | undefined;
  /** Share of traces that begin here and are kept, 0 to 1. What another service began keeps its choice. */
  readonly sampleRatio?: number | undefined;
};

const SAMPLE_RATIO = 0.1;
/** Retries included: a collector that is gone must not keep a service from stopping. */
const EXPORT_MS = 2_000;

/** Sends sampled spans to any OTLP/HTTP collector. One collector that is gone costs spans, never requests. */
export async function startTracing({
  service,
  endpoint,
  sampleRatio = SAMPLE_RATIO,
}: TracingOptions): Promise<Tracing> {
  if (!endpoint) return { stop: async () => undefined };

  const [
    sdk,
    { OTLPTraceExporter },
    { AsyncLocalStorageContextManager },
    { resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/resources'),
  ]);

  const url = new URL('v1/traces', withSlash(endpoint)).href;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sampleRatio) }),
    // In this form only: with the exporter itself as the argument, every span is dropped in silence.
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  traceWith(provider.getTracer('karcis'));

  return {
    async stop() {
      traceWith(undefined);
      await provider.shutdown().catch(() => undefined);
      context.disable();
    },
  };
}

const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`);
