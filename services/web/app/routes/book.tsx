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
import { exchangeContext } from '../server/exchange.ts';
import { forgetFormKey, formKey } from '../server/form-key.ts';
import { findOwnHold } from '../server/own-holds.ts';
import { unwrap } from '../server/unwrap.ts';
import { Alert } from '../ui/alert.tsx';

/** Slugs change, the eight characters at the end do not. */
const shortIdOf = (ref: string | undefined) => (ref ?? '').slice(-8).toUpperCase();

export function loader({ params, context }: LoaderFunctionArgs) {
  return { key: formKey(context.get(exchangeContext), shortIdOf(params['ref'])) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const shortId = shortIdOf(params['ref']);
  const form = await request.formData();
  const values = readHoldForm(form);
  const key = String(form.get('key') ?? '');

  const answer = await exchange.api.hold(toHoldRequest(shortId, values), key);
  if (answer.ok) {
    forgetFormKey(exchange, shortId);
    return redirect(`/b/${answer.data.code}/pay`, 303);
  }
  const { problem } = answer;
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

/** A lost connection keeps the form and its key: sending it again books nothing twice. */
export async function clientAction({ request, serverAction }: ClientActionFunctionArgs) {
  const copy = request.clone();
  try {
    return await serverAction<typeof action>();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const values = readHoldForm(await copy.formData());
    const problem = { code: 'service-unavailable', status: 503, title: '' } as const;
    return { problem, values, errors: {}, ownHold: null } satisfies HoldOutcome;
  }
}

type Booked = { readonly item: Item; readonly availability: Availability };

export default function BookPage() {
  const { t } = useTranslation();
  const { key } = useLoaderData<typeof loader>();
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
  return <HoldForm {...{ item, availability, outcome }} formKey={key} />;
}
