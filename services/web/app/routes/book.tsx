import type { Availability, Item } from '@karcis/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ActionFunctionArgs,
  type ClientActionFunctionArgs,
  Link,
  type LoaderFunctionArgs,
  data,
  redirect,
  useActionData,
  useLoaderData,
  useOutletContext,
} from 'react-router';
import { HoldForm, type HoldOutcome } from '../bookings/hold-form-view.tsx';
import { errorsByField, readHoldForm, toHoldRequest } from '../bookings/hold-form.ts';
import { refusalOf } from '../live/refusal-of.ts';
import { forgetDraft, keepDraft, readDraft } from '../server/draft.ts';
import { type Exchange, exchangeContext } from '../server/exchange.ts';
import { chooseUsualMethod } from '../server/choose-usual-method.ts';
import { forgetFormKey, formKey, isFormKey } from '../server/form-key.ts';
import { findOwnHold } from '../server/own-holds.ts';
import { findPerson, loginPath } from '../server/person.ts';
import { unwrap } from '../server/unwrap.ts';
import { Alert } from '../ui/alert.tsx';

/** Slugs change, the eight characters at the end do not. */
const shortIdOf = (ref: string | undefined) => (ref ?? '').slice(-8).toUpperCase();

export async function loader({ params, url, context }: LoaderFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const shortId = shortIdOf(params['ref']);
  const person = await findPerson(exchange);
  // Before anything is typed.
  if (exchange.site.requireLogin && !person) throw redirect(loginPath(url.pathname), 303);
  const csrf = person ? await exchange.api.issueCsrfToken() : undefined;
  return {
    key: formKey(exchange, shortId),
    draft: readDraft(exchange, shortId),
    email: person?.email ?? null,
    csrfToken: csrf?.ok ? csrf.data.csrfToken : null,
  };
}

export async function action({ request, params, url, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const shortId = shortIdOf(params['ref']);
  const form = await request.formData();
  const values = readHoldForm(form);
  const answer = await hold(exchange, shortId, toHoldRequest(shortId, values), form);
  if (answer.ok) {
    forgetFormKey(exchange, shortId);
    forgetDraft(exchange, shortId);
    await chooseUsualMethod(exchange, answer.data);
    return redirect(`/b/${answer.data.code}/pay`, 303);
  }
  const { problem } = answer;
  if (problem.code === 'login-required') {
    keepDraft(exchange, shortId, values);
    return redirect(loginPath(url.pathname), 303);
  }
  if (problem.code === 'item-not-found') unwrap(answer);
  const item = await exchange.api.findItem(shortId);
  const outcome: HoldOutcome = {
    problem,
    values,
    errors: errorsByField(problem.errors ?? [], values),
    ownHold:
      problem.code === 'idempotency-key-reused' && item.ok
        ? await findOwnHold(exchange, item.data.id)
        : null,
  };
  return data(outcome, { status: problem.status });
}

/** Whoever signed in meanwhile, in another tab, has a form without that session's token; its key proves as well that it is ours. */
async function hold(exchange: Exchange, shortId: string, body: unknown, form: FormData) {
  const { api } = exchange;
  const key = String(form.get('key') ?? '');
  const answer = await api.hold(body, key, String(form.get('csrfToken') ?? ''));
  const isStale = !answer.ok && answer.problem.code === 'csrf-token-invalid';
  if (!isStale || !isFormKey(exchange, shortId, key)) return answer;
  const csrf = await api.issueCsrfToken();
  return csrf.ok ? api.hold(body, key, csrf.data.csrfToken) : answer;
}

/** What can be mended by sending again keeps the form and its key, so nothing is typed or booked twice. */
export async function clientAction({ request, serverAction }: ClientActionFunctionArgs) {
  const copy = request.clone();
  try {
    return await serverAction<typeof action>();
  } catch (error) {
    const problem = refusalOf(error);
    if (!problem) throw error;
    const values = readHoldForm(await copy.formData());
    const outcome: HoldOutcome = { problem, values, errors: {}, ownHold: null };
    // The status keeps the router from loading the page anew, which would fail as well and take the form away.
    return data(outcome, { status: problem.status });
  }
}

type Booked = { readonly item: Item; readonly availability: Availability };

export default function BookPage() {
  const { t } = useTranslation();
  const { key, draft, email, csrfToken } = useLoaderData<typeof loader>();
  const outcome = useActionData() as HoldOutcome | undefined;
  const { item, availability } = useOutletContext<Booked>();

  // A form that was opened stays, with all that was typed into it: a place may come free meanwhile.
  const [wasBookable] = useState(availability.bookable);
  if (!wasBookable && !availability.bookable && !outcome) {
    return (
      <Alert tone="wait">
        <p className="font-semibold">
          {availability.reason ? t(`item.reason.${availability.reason}`) : t('book.unavailable')}
        </p>
        <Link to={item.url} className="font-semibold underline underline-offset-4">
          {t('book.backToItem')}
        </Link>
      </Alert>
    );
  }
  return <HoldForm {...{ item, availability, outcome, draft, email, csrfToken }} formKey={key} />;
}
