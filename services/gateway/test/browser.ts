import { type Answer, get, send } from './client.ts';

/** Cookies and the token for unsafe requests, as a browser keeps them. */
export type Browser = {
  /** What it sends with a request. */
  headers(): Record<string, string>;
  /** The cookies alone. */
  readonly cookies: Map<string, string>;
  /** `body` undefined is a GET. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Fetches the CSRF token, as a page does. */
  refresh(): Promise<void>;
};

export function openBrowser(url: () => string, extra: Record<string, string> = {}): Browser {
  const cookies = new Map<string, string>();
  let csrf = '';

  function keep(answer: Answer): Answer {
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';');
      const at = pair.indexOf('=');
      const isGone = attributes.some((attribute) => /max-age=0$/i.test(attribute.trim()));
      if (isGone) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  const browser: Browser = {
    cookies,
    headers: () => ({
      ...extra,
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(csrf && { 'X-CSRF-Token': csrf }),
    }),
    async ask(method, path, body) {
      return keep(
        await send(url() + path, {
          method,
          headers: {
            ...browser.headers(),
            ...(method === 'POST' && { 'Idempotency-Key': crypto.randomUUID() }),
            ...(body !== undefined && { 'Content-Type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
    },
    async refresh() {
      csrf = keep(await get(`${url()}/api/csrf`, browser.headers())).json.csrfToken;
    },
  };
  return browser;
}
