import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export type CollectedSpan = {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string }[];
  readonly status: { readonly code: number };
};

export type TraceCollector = {
  /** The base address, for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** In the order in which they came. */
  readonly spans: readonly CollectedSpan[];
  stop(): void;
};

type Attribute = { readonly key: string; readonly value: { readonly stringValue?: string } };
type Export = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<CollectedSpan, 'service'>[] }[];
  }[];
};

/** Any collector that takes OTLP over HTTP, in its JSON form. */
export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const server = createServer(async (req, res) => {
    for (const { resource, scopeSpans } of ((await json(req)) as Export).resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name');
      const service = name?.value.stringValue ?? '';
      for (const scope of scopeSpans) {
        spans.push(...scope.spans.map((span) => ({ ...span, service })));
      }
    }
    res.setHeader('Content-Type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
