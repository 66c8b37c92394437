import type { ServerResponse } from 'node:http';

/** One client's server-sent events. */
export type EventStream = {
  /** A whole event, as it goes over the wire. A reader that is slow gets the latest only. */
  send(text: string): void;
  /** Something for proxies and clients to see that the connection lives. */
  keepAlive(now: number): void;
  end(): void;
};

const KEEP_ALIVE_MS = 15_000;
/** A reader that takes nothing for so long is cut off: what waits for it is memory. */
const STUCK_MS = 30_000;
const RETRY_MS = 2_000;
const COMMENT = ':\n\n';

/** Opens the stream: headers and the time to wait before coming back, spread so that not all return at once. */
export function openEventStream(res: ServerResponse): EventStream {
  // It ends with its connection, so nothing has to be cut into chunks (RFC 9112, section 6.3), and what goes to ten thousand
  // readers goes straight to their sockets. A request that was sent ahead has no socket until it is its turn.
  const line = res.socket ?? res;
  res.removeHeader('Transfer-Encoding');
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'close',
    'X-Accel-Buffering': 'no',
  });
  res.write(`retry: ${RETRY_MS + Math.floor(Math.random() * RETRY_MS)}\n\n`);

  let wroteAt = performance.now();
  let isFull = false;
  let latest: string | undefined;

  function write(text: string): void {
    wroteAt = performance.now();
    isFull = !line.write(text);
  }

  line.on('drain', () => {
    isFull = false;
    if (latest === undefined) return;
    const text = latest;
    latest = undefined;
    write(text);
  });

  return {
    send(text) {
      if (isFull) latest = text;
      else write(text);
    },
    keepAlive(now) {
      if (isFull && now - wroteAt > STUCK_MS) res.destroy();
      else if (!isFull && now - wroteAt > KEEP_ALIVE_MS) write(COMMENT);
    },
    end: () => void res.end(),
  };
}

/** An event in the wire's form. JSON has no line breaks of its own. */
export const eventText = (event: string, data: unknown, id?: number) =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
