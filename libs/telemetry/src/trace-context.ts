import {
  type Attributes,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  context,
  trace,
} from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** Undefined when tracing is off: then each function here does nothing but call what it was given. */
let tracer: Tracer | undefined;

export function traceWith(newTracer: Tracer | undefined): void {
  tracer = newTracer;
}

/** The W3C `traceparent` to send along with what is sent now, if there is a trace. */
export function currentTraceparent(): string | undefined {
  if (!tracer) return undefined;

  const span = trace.getSpanContext(context.active());
  if (!span) return undefined;
  return `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 0xff).toString(16).padStart(2, '0')}`;
}

/** Runs `work` as part of the trace that a message or a request brought along. */
export function withTraceparent<T>(traceparent: string | undefined, work: () => T): T {
  if (!tracer || !traceparent) return work();

  const span = parse(traceparent);
  return span ? context.with(trace.setSpanContext(context.active(), span), work) : work();
}

export type SpanOptions = {
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Low-cardinality facts, never personal data. */
  readonly attributes?: Attributes;
};

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** Runs `work` in a span that ends when its promise settles. On a hot path: one span a batch, not an item. */
export async function withSpan<T>(
  name: string,
  { kind = 'internal', attributes = {} }: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (!tracer) return work();

  return tracer.startActiveSpan(name, { kind: KINDS[kind], attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      // Only the kind of failure: a message may quote what a person typed.
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', Error.isError(error) ? error.name : typeof error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** For log lines. */
export function currentTraceId(): { traceId: string } | undefined {
  if (!tracer) return undefined;

  const span = trace.getSpanContext(context.active());
  return span && { traceId: span.traceId };
}

/** The trace that is going on, if its spans are kept: what an exemplar may point to. */
export function sampledTraceId(): string | undefined {
  if (!tracer) return undefined;

  const span = trace.getSpanContext(context.active());
  return span && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? span.traceId : undefined;
}

function parse(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (!traceId || !spanId || !flags) return undefined;

  const span = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return trace.isSpanContextValid(span) ? span : undefined;
}
