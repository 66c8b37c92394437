import {
  type ActionFunctionArgs,
  Link,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { MethodCard } from '../payment-methods/method-card.tsx';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { type Refused, refuse, succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';

const HERE = '/admin/payment-methods';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  return { methods: unwrap(await api.paymentMethods.list()).data };
}

/** Switches a way to pay on or off, or removes it. */
export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const form = await args.request.formData();
  const sealed = sealOf(form);
  const id = String(form.get('id') ?? '');
  const deed = form.get('do');

  if (deed === 'remove') {
    const answer = await api.paymentMethods.remove(id, sealed);
    if (!answer.ok) return refuse(answer.problem);
    // One that somebody chose is still there, switched off.
    const left = unwrap(await api.paymentMethods.list()).data;
    const isKept = left.some((method) => method.id === id);
    const done = isKept ? 'paymentMethods.keptInactive' : 'paymentMethods.removed';
    return succeed(exchange, { to: HERE, done });
  }
  const active = deed === 'switch-on';
  const answer = await api.paymentMethods.change(id, { active }, sealed);
  if (!answer.ok) return refuse(answer.problem);
  const done = active ? 'paymentMethods.switchedOn' : 'paymentMethods.switchedOff';
  return succeed(exchange, { to: HERE, done });
}

export const clientAction = keepWhenLost;

export default function PaymentMethodsPage() {
  const t = useText();
  const { methods } = useLoaderData<typeof loader>();
  const outcome = useActionData() as Refused | undefined;
  const create = (
    <Button asChild>
      <Link to={`${HERE}/new`}>
        <Icon name="plus" />
        {t('paymentMethods.new')}
      </Link>
    </Button>
  );
  return (
    <AdminPage title={t('paymentMethods.title')} lead={t('paymentMethods.lead')} actions={create}>
      {outcome && <RefusalAlert problem={outcome.problem} />}
      {methods.length === 0 && (
        <EmptyState icon="wallet" title={t('paymentMethods.empty')} action={create}>
          {t('paymentMethods.emptyText')}
        </EmptyState>
      )}
      <ul className="grid gap-4 md:grid-cols-2">
        {methods.map((method) => (
          <li key={method.id}>
            <MethodCard method={method} />
          </li>
        ))}
      </ul>
    </AdminPage>
  );
}
