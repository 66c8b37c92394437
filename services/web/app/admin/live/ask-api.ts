import type { Answer, Refusal } from '../../../src/gateway/connection.ts';

export type ApiQuestion = {
  readonly language: string;
  /** Left out reads. */
  readonly change?: {
    readonly body: unknown;
    readonly key: string;
    readonly csrfToken: string;
  };
};

/** Without title: pages have their own words for it. */
const LOST: Refusal = { code: 'service-unavailable', status: 503, title: '' };

/**
 * Asks the API from a page's script, with the organiser's cookie. Whoever is not signed in any more is sent to the login
 * page. A change goes out even when the page is left meanwhile.
 */
export async function askApi<T>(path: string, { language, change }: ApiQuestion) {
  const headers: Record<string, string> = { 'Accept-Language': language };
  if (change) {
    headers['Content-Type'] = 'application/json';
    headers['Idempotency-Key'] = change.key;
    headers['X-CSRF-Token'] = change.csrfToken;
  }
  try {
    const answer = await fetch(path, {
      cache: 'no-store',
      headers,
      ...(change && { method: 'POST', body: JSON.stringify(change.body), keepalive: true }),
    });
    const { status } = answer;
    if (answer.ok) return { ok: true, status, data: (await answer.json()) as T } as Answer<T>;
    if (status === 401) goToLogin();
    const retryAfter = Number(answer.headers.get('Retry-After') ?? NaN);
    const problem = (await answer.json()) as Refusal;
    return {
      ok: false,
      status,
      problem: Number.isFinite(retryAfter) ? { ...problem, retryAfter } : problem,
    } as Answer<T>;
  } catch {
    return { ok: false, status: 503, problem: LOST } as Answer<T>;
  }
}

function goToLogin(): void {
  const next = location.pathname + location.search;
  location.assign(`/admin/login?${new URLSearchParams({ next })}`);
}
