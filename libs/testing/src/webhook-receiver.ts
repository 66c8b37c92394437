import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

export type ReceivedWebhook = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As sent, byte for byte: signatures cover it. */
  readonly body: string;
};

export type WebhookAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
};

export type WebhookReceiver = {
  readonly url: string;
  readonly port: number;
  /** Oldest first, whatever the answer was. */
  readonly received: readonly ReceivedWebhook[];
  /** From now on answers so; 204 before the first call. */
  answerWith(answer: WebhookAnswer | ((request: ReceivedWebhook) => WebhookAnswer)): void;
  stop(): Promise<void>;
};

/** An HTTP server in place of somebody's webhook endpoint. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let answer: WebhookAnswer | ((request: ReceivedWebhook) => WebhookAnswer) = { status: 204 };

  const server = createServer(async (req, res) => {
    const request = {
      method: req.method ?? '',
      path: req.url ?? '',
      headers: req.headers,
      body: await text(req),
    };
    received.push(request);

    const {
      status,
      headers,
      body,
      delayMs = 0,
    } = typeof answer === 'function' ? answer(request) : answer;
    if (delayMs > 0) await pause(delayMs, undefined, { ref: false });
    res.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    answerWith(next) {
      answer = next;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
