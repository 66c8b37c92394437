import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const REFUSED = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n';

/**
 * A server that reads requests, refuses them all and does nothing else: what a flood costs a machine that has only to send it.
 * Resolves with its port.
 */
export async function startSink(): Promise<number> {
  const server = createServer((socket) => {
    let buffered = '';
    socket.setEncoding('latin1').on('data', (chunk: unknown) => {
      buffered += String(chunk);
      for (let end = requestEnd(buffered); end !== undefined; end = requestEnd(buffered)) {
        buffered = buffered.slice(end);
        socket.write(REFUSED);
      }
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Where the request at the buffer's start ends; undefined while it is not whole. */
function requestEnd(buffered: string): number | undefined {
  const headersEnd = buffered.indexOf('\r\n\r\n');
  if (headersEnd < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(buffered.slice(0, headersEnd))?.[1] ?? 0;
  const end = headersEnd + 4 + Number(length);
  return buffered.length >= end ? end : undefined;
}
