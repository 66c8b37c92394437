import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

type Vice = 'holds streams back' | 'refuses large bodies' | 'believes every address';

const BODY_BYTES_MAX = 1024 * 1024;

/** A proxy before the gateway, with faults that proxies have when nobody has set them up. */
export async function startBadProxy(
  gateway: string,
  { vices, internalSecret }: { readonly vices: readonly Vice[]; readonly internalSecret: string },
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const has = (vice: Vice) => vices.includes(vice);
  const server = createServer((req, res) => {
    if (has('refuses large bodies') && Number(req.headers['content-length']) > BODY_BYTES_MAX) {
      req.resume();
      res.writeHead(413, { 'Content-Type': 'text/html', Connection: 'close' }).end('<h1>413</h1>');
      return;
    }
    const claimed = String(req.headers['x-forwarded-for'] ?? '').split(',', 1)[0];
    const believed = has('believes every address') && {
      'x-karcis-client-ip': claimed,
      'x-internal-secret': internalSecret,
    };
    const { method, headers } = req;
    const url = new URL(req.url ?? '', gateway);
    const onward = request(url, { method, headers: { ...headers, ...believed } }, (answer) => {
      const isStream = answer.headers['content-type']?.startsWith('text/event-stream');
      if (isStream && has('holds streams back')) return void answer.resume();
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    res.on('close', () => onward.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
