import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { payPage } from './pay-page.ts';
import type { WebhookSender } from './webhook-sender.ts';

export type LocalProviderOptions = {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Where webhooks go; without it they are only kept, for a test to hand over. */
  readonly webhookUrl?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

/** What is paid for, as every provider knows it. */
export type Order = {
  readonly id: string;
  /** In the provider's own units. */
  readonly amount: number;
  readonly currency: string;
  readonly finishUrl: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  state: 'open' | 'paid' | 'failed' | 'expired' | 'refunded';
  /** One for each time that somebody paid. */
  readonly payments: string[];
};

export type LocalRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type LocalAnswer = { readonly status: number; readonly body: unknown };

/** How the API behaves: `slow` answers after a second, `hang` never. */
export type Trouble = 'none' | 'slow' | 'server-error' | 'not-json' | 'hang';

/** What one provider does in its own way. */
export type Protocol<O extends Order> = {
  readonly orders: ReadonlyMap<string, O>;
  readonly isAllowed: (request: LocalRequest) => boolean;
  readonly denied: LocalAnswer;
  /** `undefined`: there is no such path. */
  readonly api: (request: LocalRequest) => LocalAnswer | undefined;
  /** Says by webhook what an order has become. */
  readonly announce: (order: O) => void;
  readonly nextPaymentId: () => string;
  readonly webhooks: WebhookSender;
};

export type LocalProvider = {
  readonly url: string;
  /** Everything that was asked of the API, oldest first. */
  readonly requests: readonly LocalRequest[];
  readonly webhooks: WebhookSender;
  /** Everything that was asked to be paid, by its id. */
  readonly orders: ReadonlyMap<string, Order>;
  setTrouble(trouble: Trouble): void;
  /** As the customer: again pays twice. `amount` is what really comes in, in the provider's units. */
  pay(id: string): void;
  decline(id: string): void;
  /** As the merchant, at the provider's own site. */
  refund(id: string): void;
  /** Ends what is past its time, as providers do by themselves. */
  expireDue(): void;
  stop(): Promise<void>;
};

const SLOW_MS = 1_000;

/** The part that all three share: HTTP, the page to pay on, time, and trouble. */
export async function startLocalProvider<O extends Order>(
  { port = 0, now = Date.now }: LocalProviderOptions,
  makeProtocol: (url: () => string) => Protocol<O>,
): Promise<LocalProvider> {
  let trouble: Trouble = 'none';
  let url = '';
  const protocol = makeProtocol(() => url);
  const { orders, webhooks } = protocol;
  const requests: LocalRequest[] = [];

  const server = createServer((req, res) => {
    const { pathname: path, searchParams: query } = new URL(req.url ?? '/', 'http://local');
    void text(req).then((body) => {
      expireDue();
      const request = { method: req.method ?? '', path, query, headers: req.headers, body };
      return path.startsWith('/pay/') ? showPage(request, res) : answerApi(request, res);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function expireDue(): void {
    for (const order of orders.values()) {
      if (order.state === 'open' && order.expiresAt <= now()) become(order, 'expired');
    }
  }

  function become(order: O, state: Order['state']): void {
    order.state = state;
    protocol.announce(order);
  }

  function answerApi(request: LocalRequest, res: ServerResponse): void {
    requests.push(request);
    if (trouble === 'hang') return;
    if (trouble === 'server-error') return send(res, { status: 503, body: { message: 'down' } });
    if (trouble === 'not-json') return void res.writeHead(200).end('<html>a proxy</html>');
    const found = protocol.isAllowed(request) ? protocol.api(request) : protocol.denied;
    const answer = found ?? { status: 404, body: { message: 'no such path' } };
    if (trouble === 'slow') return void setTimeout(() => send(res, answer), SLOW_MS).unref();
    send(res, answer);
  }

  function showPage({ method, path }: LocalRequest, res: ServerResponse): void {
    const [, , id = '', action] = path.split('/').map(decodeURIComponent);
    const order = orders.get(id);
    if (!order) return void res.writeHead(404).end();
    if (method === 'GET') {
      return void res
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(payPage(order));
    }
    if (order.state !== 'open') return void res.writeHead(409).end();
    if (action === 'pay') provider.pay(id);
    if (action === 'decline') provider.decline(id);
    res.writeHead(303, { location: order.finishUrl }).end();
  }

  const find = (id: string): O => {
    const order = orders.get(id);
    if (!order) throw new Error(`there is no order ${id}`);
    return order;
  };

  const provider: LocalProvider = {
    url,
    requests,
    webhooks,
    orders,
    setTrouble(next) {
      trouble = next;
    },
    pay(id) {
      const order = find(id);
      order.payments.push(protocol.nextPaymentId());
      become(order, 'paid');
    },
    decline: (id) => become(find(id), 'failed'),
    refund: (id) => become(find(id), 'refunded'),
    expireDue,
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.all([once(server, 'close'), webhooks.settled()]);
    },
  };
  return provider;
}

function send(res: ServerResponse, { status, body }: LocalAnswer): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
