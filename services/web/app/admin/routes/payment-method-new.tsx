import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { formKey } from '../../server/form-key.ts';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { MethodForm } from '../payment-methods/method-form.tsx';
import type { MethodOutcome } from '../payment-methods/method-outcome.ts';
import { newMethodValues, toMethodRequest } from '../payment-methods/method-values.ts';
import { again, takeMethodForm } from '../payment-methods/take-method-form.ts';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';

const FORM = 'payment-method';

export const loader = (args: LoaderFunctionArgs) => ({
  key: formKey(organiserOf(args).exchange, FORM),
});

export async function action(args: ActionFunctionArgs) {
  const organiser = organiserOf(args);
  const { outcome, taken } = await takeMethodForm(organiser, args.request);
  if (!taken) return outcome;

  const { form, values } = taken;
  const { api, exchange } = organiser;
  const answer = await api.paymentMethods.create(toMethodRequest(values), sealOf(form));
  if (!answer.ok) return again({ values, problem: answer.problem });
  return succeed(exchange, {
    to: '/admin/payment-methods',
    done: 'paymentMethods.created',
    form: FORM,
  });
}

export const clientAction = keepWhenLost;

export default function NewPaymentMethodPage() {
  const t = useText();
  const { key } = useLoaderData<typeof loader>();
  const outcome = useActionData() as MethodOutcome | undefined;
  return (
    <AdminPage title={t('paymentMethods.new')} isWide>
      <MethodForm initial={newMethodValues} formKey={key} outcome={outcome} />
    </AdminPage>
  );
}
