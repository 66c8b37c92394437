import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

export type ProviderRequest = {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type ProviderAnswer = { readonly status: number; readonly body: unknown };

/** How a provider misbehaves from now on. */
export type Trouble = {
  /** Answers so and takes nothing. */
  readonly refusal?: ProviderAnswer;
  /** Takes the message but hangs up before its answer. */
  readonly losesAnswers?: boolean;
  readonly delayMs?: number;
};

/** An HTTP server in the place of a provider's API; `answer` is its protocol. */
export async function startProviderServer(answer: (request: ProviderRequest) => ProviderAnswer) {
  let trouble: Trouble = {};
  const server = createServer(async (req, res) => {
    const { method = '', url = '', headers } = req;
    const request = { method, url, headers, body: await buffer(req) };
    const { refusal, losesAnswers, delayMs = 0 } = trouble;
    if (delayMs > 0) await pause(delayMs, undefined, { ref: false });
    const { status, body } = refusal ?? answer(request);
    if (losesAnswers) return void req.socket.destroy();
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    /** Healthy again with `{}`. */
    behave(next: Trouble) {
      trouble = next;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
