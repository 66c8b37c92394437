import { randomUUID } from 'node:crypto';
import type { WebhookEndpoint } from '@karcis/contracts';
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  data,
  useActionData,
  useLoaderData,
} from 'react-router';
import type { NewEndpoint } from '../../../src/gateway/admin/messages.ts';
import { exchangeContext } from '../../server/exchange.ts';
import { forgetFormKey, formKey } from '../../server/form-key.ts';
import { unwrap } from '../../server/unwrap.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { EndpointForm, type EndpointTyped, readEndpoint } from '../messages/endpoint-form.tsx';
import { EndpointRows } from '../messages/endpoint-rows.tsx';
import { NewSecret } from '../messages/new-secret.tsx';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { type Refused, refuse, succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { filtersOf } from '../shell/filter-bar.tsx';
import { NextPage } from '../shell/next-page.tsx';
import { useMoreRows } from '../shell/use-more-rows.ts';

const FORM = 'webhook';
const PAGE_SIZE = '25';
const HOUR_MS = 60 * 60 * 1000;
const REPLAY_HOURS_MAX = 30 * 24;

export async function loader(args: LoaderFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const query = filtersOf(args.url, ['cursor']);
  const list = unwrap(await api.messages.endpoints({ ...query, limit: PAGE_SIZE }));
  return { ...list, key: formKey(exchange, FORM) };
}

type Outcome = Refused<EndpointTyped> | { readonly created: NewEndpoint };

/** The secret is in this one answer and nowhere else: no address, cookie or page that comes later has it. */
export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const form = await args.request.formData();
  const { pathname } = args.url;

  if (form.get('intent') === 'remove') {
    const { csrfToken } = sealOf(form);
    const answer = await api.messages.removeEndpoint(String(form.get('id') ?? ''), csrfToken);
    const isGone = answer.ok || answer.problem.code === 'webhook-endpoint-not-found';
    if (!isGone) return refuse(answer.problem);
    return succeed(exchange, { to: pathname, done: 'messages.hooks.removed' });
  }
  if (form.get('intent') === 'replay') {
    const { csrfToken } = sealOf(form);
    const hours = Math.min(Number(form.get('hours')) || 1, REPLAY_HOURS_MAX);
    const since = new Date(Date.now() - hours * HOUR_MS).toISOString();
    // What waits already is not put in line again, so any key will do.
    const sealed = { csrfToken, key: randomUUID() };
    const answer = await api.messages.replayEndpoint(String(form.get('id') ?? ''), since, sealed);
    if (!answer.ok) return refuse(answer.problem);
    return succeed(exchange, { to: pathname, done: 'messages.hooks.replayed' });
  }
  const typed = readEndpoint(form);
  const answer = await api.messages.addEndpoint(typed, sealOf(form));
  if (!answer.ok) return refuse(answer.problem, typed);
  forgetFormKey(args.context.get(exchangeContext), FORM);
  return data({ created: answer.data }, { headers: { 'Cache-Control': 'no-store' } });
}

export const clientAction = keepWhenLost;

export default function WebhooksPage() {
  const t = useText();
  const first = useLoaderData<typeof loader>();
  const outcome = useActionData() as Outcome | undefined;
  const { rows, nextCursor, end } = useMoreRows<WebhookEndpoint>(first);
  const refused = outcome && 'problem' in outcome ? outcome : undefined;

  return (
    <AdminPage title={t('messages.hooks.title')} lead={t('messages.hooks.lead')}>
      {refused && <RefusalAlert problem={refused.problem} />}
      {outcome && 'created' in outcome && <NewSecret endpoint={outcome.created} />}
      {rows.length === 0 ? (
        <EmptyState icon="plug" title={t('messages.hooks.empty')}>
          {t('messages.hooks.emptyText')}
        </EmptyState>
      ) : (
        <EndpointRows rows={rows} />
      )}
      <div ref={end} />
      <NextPage cursor={nextCursor} />
      {!(outcome && 'created' in outcome) && <EndpointForm formKey={first.key} refused={refused} />}
    </AdminPage>
  );
}
