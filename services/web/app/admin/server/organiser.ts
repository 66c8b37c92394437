import { type LoaderFunctionArgs, redirect } from 'react-router';
import { type AdminApi, adminApi } from '../../../src/gateway/admin-api.ts';
import type { Ask, Question } from '../../../src/gateway/connection.ts';
import type { Sealed } from '../../../src/gateway/public-api.ts';
import { type Exchange, exchangeContext } from '../../server/exchange.ts';

export type Organiser = { readonly api: AdminApi; readonly exchange: Exchange };

export const LOGIN = '/admin/login';

/**
 * The API asked for the organiser of this request. Whoever is not signed in, or not any more, is sent to the login page
 * from whichever call tells so, and comes back to this page afterwards.
 */
export function organiserOf({
  context,
  url,
}: Pick<LoaderFunctionArgs, 'context' | 'url'>): Organiser {
  const exchange = context.get(exchangeContext);
  const ask: Ask = async <T>(question: Question) => {
    const answer = await exchange.ask<T>(question);
    // Until there is an authenticator app, where there must be one, nothing else is open.
    if (!answer.ok && answer.problem.code === 'second-factor-missing') {
      throw redirect('/admin/security', 303);
    }
    if (answer.status !== 401) return answer;
    const next = url.pathname + url.search;
    throw redirect(`${LOGIN}?${new URLSearchParams({ next })}`, 303);
  };
  return { api: adminApi(ask), exchange };
}

/** The two safeguards that `<Seal>` put into a form. */
export const sealOf = (form: FormData): Sealed => ({
  csrfToken: String(form.get('csrfToken') ?? ''),
  key: String(form.get('key') ?? ''),
});
