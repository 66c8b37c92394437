import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

export type ServerSentEvent = {
  readonly event: string;
  readonly id: string;
  readonly data: string;
};

/** Reads a stream of events as a browser does, until it is closed. */
export async function readEvents(url: string, token?: string) {
  const abort = new AbortController();
  const response = await fetch(url, {
    headers: { Accept: 'text/event-stream', ...(token && { Authorization: `Bearer ${token}` }) },
    signal: abort.signal,
  });
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);

  const seen: ServerSentEvent[] = [];
  void collect(Readable.fromWeb(response.body), seen).catch(() => undefined);
  return { seen, close: () => abort.abort() };
}

/** A blank line ends an event; lines before it are its fields. */
async function collect(stream: Readable, seen: ServerSentEvent[]): Promise<void> {
  let fields: Record<string, string> = {};
  for await (const line of createInterface({ input: stream })) {
    if (line === '') {
      const { event = 'message', id = '', data } = fields;
      if (data !== undefined) seen.push({ event, id, data });
      fields = {};
      continue;
    }
    const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
    if (name) fields[name] = value;
  }
}
