export type SignedWebhook = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * How webhooks go out. `held` keeps them until `release`, which sends the newest first; `altered` changes the sum after signing;
 * `forged` signs with another secret; `lost` sends nothing.
 */
export type WebhookMode = 'right' | 'twice' | 'held' | 'forged' | 'altered' | 'lost';

export type WebhookSender = {
  /** Made so far, oldest first, whether or not they went out. */
  readonly made: readonly SignedWebhook[];
  setMode(mode: WebhookMode): void;
  /** Sends what was held, newest first, and goes on as `right`. */
  release(): void;
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
};

export type WebhookSenderOptions = {
  readonly url: string | undefined;
  readonly secret: string;
  readonly sign: (payload: string, secret: string) => SignedWebhook;
};

const TRIES = 5;
const RETRY_MS = 200;

/** Signs and posts webhooks, a few times until they are taken, as providers do. */
export function createWebhookSender({ url, secret, sign }: WebhookSenderOptions) {
  const made: SignedWebhook[] = [];
  const held: SignedWebhook[] = [];
  const onTheirWay = new Set<Promise<void>>();
  let mode: WebhookMode = 'right';

  function post(webhook: SignedWebhook): void {
    if (url === undefined) return;
    const sending = deliver(url, webhook).finally(() => onTheirWay.delete(sending));
    onTheirWay.add(sending);
  }

  return {
    made,
    setMode(next: WebhookMode) {
      mode = next;
    },
    release() {
      for (const webhook of held.splice(0).toReversed()) post(webhook);
      mode = 'right';
    },
    async settled() {
      while (onTheirWay.size > 0) await Promise.all(onTheirWay);
    },
    send(payload: (secret: string) => object, amount: number) {
      const used = mode === 'forged' ? `not-${secret}` : secret;
      const signed = sign(JSON.stringify(payload(used)), used);
      const body =
        mode === 'altered' ? signed.body.replaceAll(String(amount), `9${amount}`) : signed.body;
      const webhook = { ...signed, body };
      made.push(webhook);
      if (mode === 'lost') return;
      if (mode === 'held') return void held.push(webhook);
      post(webhook);
      if (mode === 'twice') post(webhook);
    },
  } satisfies WebhookSender & { send: unknown };
}

async function deliver(url: string, { headers, body }: SignedWebhook): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const status = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    }).then(
      (answer) => answer.status,
      () => 0,
    );
    // A refusal is an answer; no provider asks again what was called forged.
    if (status >= 200 && status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * tries));
  }
}
