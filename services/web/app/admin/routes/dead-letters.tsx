import type { DeadLetter } from '@karcis/contracts';
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  data,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { Alert } from '../../ui/alert.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { DeadLetterRows } from '../messages/dead-letter-rows.tsx';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { type Refused, refuse, succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { filtersOf } from '../shell/filter-bar.tsx';
import { NextPage } from '../shell/next-page.tsx';
import { useMoreRows } from '../shell/use-more-rows.ts';

const PAGE_SIZE = '25';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const query = filtersOf(args.url, ['cursor']);
  return unwrap(await api.messages.deadLetters({ ...query, limit: PAGE_SIZE }));
}

type Outcome = Refused | { readonly still: DeadLetter };

/** Runs an event again. That it fails once more is an answer, and no failure of ours. */
export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const form = await args.request.formData();
  const answer = await api.messages.replay(String(form.get('id') ?? ''), sealOf(form));
  if (!answer.ok) return refuse(answer.problem);
  const { replayed, letter } = answer.data;
  if (!replayed) return data({ still: letter });
  return succeed(exchange, { to: args.url.pathname + args.url.search, done: 'messages.dead.done' });
}

export const clientAction = keepWhenLost;

export default function DeadLettersPage() {
  const t = useText();
  const first = useLoaderData<typeof loader>();
  const outcome = useActionData() as Outcome | undefined;
  const { rows, nextCursor, end } = useMoreRows<DeadLetter>(first);

  return (
    <AdminPage isWide title={t('messages.dead.title')} lead={t('messages.dead.lead')}>
      {outcome && 'problem' in outcome && <RefusalAlert problem={outcome.problem} />}
      {outcome && 'still' in outcome && (
        <Alert tone="bad" isNews>
          <p className="break-words">{t('messages.dead.still', { error: outcome.still.error })}</p>
        </Alert>
      )}
      {rows.length === 0 ? (
        <EmptyState icon="check" title={t('messages.dead.empty')}>
          {t('messages.dead.emptyText')}
        </EmptyState>
      ) : (
        <DeadLetterRows rows={rows} />
      )}
      <div ref={end} />
      <NextPage cursor={nextCursor} />
    </AdminPage>
  );
}
