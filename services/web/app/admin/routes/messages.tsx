import { type Delivery, DeliveryStatus } from '@karcis/contracts';
import {
  type ActionFunctionArgs,
  Form,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { DeliveryRows } from '../messages/delivery-rows.tsx';
import { retryKey } from '../messages/retry-key.ts';
import { type Organiser, organiserOf, sealOf } from '../server/organiser.ts';
import { type Refused, refuse, succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { FilterBar, FilterChoice, filtersOf } from '../shell/filter-bar.tsx';
import { NextPage } from '../shell/next-page.tsx';
import { useMoreRows } from '../shell/use-more-rows.ts';

const PAGE_SIZE = '25';
/** As many as a page of the API may hold. */
const AT_ONCE_MAX = 100;

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const query = filtersOf(args.url, ['status', 'cursor']);
  const { data, nextCursor } = unwrap(await api.messages.list({ ...query, limit: PAGE_SIZE }));
  return { status: query.status ?? '', data, nextCursor };
}

/** Sends one message again, or every failed one of the page that the form was on. */
export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const form = await args.request.formData();
  const to = args.url.pathname + args.url.search;

  if (form.get('intent') === 'all') {
    const problem = await retryAll(api, form);
    return problem ? refuse(problem) : succeed(exchange, { to, done: 'messages.retriedAll' });
  }
  const answer = await api.messages.retry(String(form.get('id') ?? ''), sealOf(form));
  return answer.ok ? succeed(exchange, { to, done: 'messages.retried' }) : refuse(answer.problem);
}

/** One after the other; each has a key of its own, so sending the form again goes on where it broke off. */
async function retryAll(api: Organiser['api'], form: FormData) {
  const { csrfToken } = sealOf(form);
  for (const key of form.getAll('failed').slice(0, AT_ONCE_MAX).map(String)) {
    const id = /^retry-(.{36})-/.exec(key)?.[1] ?? '';
    const answer = await api.messages.retry(id, { csrfToken, key });
    if (!answer.ok && answer.problem.code !== 'notification-not-found') return answer.problem;
  }
  return undefined;
}

export const clientAction = keepWhenLost;

export default function MessagesPage() {
  const t = useText();
  const first = useLoaderData<typeof loader>();
  const outcome = useActionData() as Refused | undefined;
  const { rows, nextCursor, end } = useMoreRows<Delivery>(first);
  const failed = rows.filter(({ status }) => status === 'failed').slice(0, AT_ONCE_MAX);

  return (
    <AdminPage
      isWide
      title={t('messages.title')}
      lead={t('messages.lead')}
      actions={failed.length > 0 && <RetryAll failed={failed} />}
    >
      {outcome && <RefusalAlert problem={outcome.problem} />}
      <FilterBar isActive={first.status !== ''}>
        <FilterChoice
          name="status"
          label={t('messages.status')}
          value={first.status}
          all={t('messages.anyStatus')}
          options={DeliveryStatus.options.map((value) => ({
            value,
            label: t(`messages.${value}`),
          }))}
        />
      </FilterBar>
      {rows.length === 0 ? (
        <EmptyState icon="mail" title={t(first.status ? 'messages.none' : 'messages.empty')}>
          {!first.status && t('messages.emptyText')}
        </EmptyState>
      ) : (
        <DeliveryRows rows={rows} />
      )}
      <div ref={end} />
      <NextPage cursor={nextCursor} />
    </AdminPage>
  );
}

function RetryAll({ failed }: { readonly failed: readonly Delivery[] }) {
  const t = useText();
  return (
    <Form method="post">
      <Seal formKey="retry-all-of-a-page" />
      {failed.map((row) => (
        <input key={row.id} type="hidden" name="failed" value={retryKey(row)} />
      ))}
      <ConfirmButton
        name="intent"
        value="all"
        variant="outline"
        title={t('messages.retryAllTitle')}
        text={t('messages.retryAllText')}
        confirm={t('messages.retry')}
        cancel={t('shell.cancel')}
      >
        <Icon name="refresh" />
        {t('messages.retryAll', { count: failed.length })}
      </ConfirmButton>
    </Form>
  );
}
