import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  data,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { MethodForm } from '../payment-methods/method-form.tsx';
import type { MethodOutcome } from '../payment-methods/method-outcome.ts';
import { toMethodRequest, toMethodValues } from '../payment-methods/method-values.ts';
import { again, takeMethodForm } from '../payment-methods/take-method-form.ts';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const methods = unwrap(await api.paymentMethods.list()).data;
  const method = methods.find(({ id }) => id === args.params['id']);
  if (!method) throw data({ code: 'not-found' }, { status: 404 });
  return { method };
}

export async function action(args: ActionFunctionArgs) {
  const organiser = organiserOf(args);
  const { outcome, taken } = await takeMethodForm(organiser, args.request);
  if (!taken) return outcome;

  const { form, values } = taken;
  const { api, exchange } = organiser;
  const id = args.params['id'] ?? '';
  const answer = await api.paymentMethods.change(id, toMethodRequest(values), sealOf(form));
  if (!answer.ok) return again({ values, problem: answer.problem });
  return succeed(exchange, { to: '/admin/payment-methods', done: 'paymentMethods.saved' });
}

export const clientAction = keepWhenLost;

export default function EditPaymentMethodPage() {
  const t = useText();
  const { method } = useLoaderData<typeof loader>();
  const outcome = useActionData() as MethodOutcome | undefined;
  return (
    <AdminPage title={t('paymentMethods.editTitle')} lead={method.displayName} isWide>
      <MethodForm
        initial={toMethodValues(method)}
        formKey={`payment-method-${method.id}`}
        outcome={outcome}
      />
    </AdminPage>
  );
}
