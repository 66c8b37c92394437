import { randomUUID } from 'node:crypto';
import { type Statement, type Transfer, TransferKind } from '@karcis/contracts';
import {
  type ActionFunctionArgs,
  Link,
  type LoaderFunctionArgs,
  data,
  useActionData,
  useLoaderData,
  useSearchParams,
} from 'react-router';
import { forgetFormKey, formKey } from '../../server/form-key.ts';
import { unwrap } from '../../server/unwrap.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { type Organiser, organiserOf, sealOf } from '../server/organiser.ts';
import { type Refused, refuse, succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { filtersOf } from '../shell/filter-bar.tsx';
import { NextPage } from '../shell/next-page.tsx';
import { useMoreRows } from '../shell/use-more-rows.ts';
import { ApproveAll, approveKey } from '../transfers/approve-forms.tsx';
import { StatementRead } from '../transfers/statement-read.tsx';
import { TransferCard } from '../transfers/transfer-card.tsx';
import { UploadForm, detailOf } from '../transfers/upload-form.tsx';

const FORM = 'statement';
const PAGE_SIZE = '20';
const AT_ONCE_MAX = 100;
const VERBS = ['dismiss', 'restore'] as const;

export async function loader(args: LoaderFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const query = filtersOf(args.url, ['methodId', 'cursor']);
  const asked = TransferKind.safeParse(args.url.searchParams.get('kind') ?? 'exact');
  const kind = asked.success ? asked.data : 'exact';
  const [list, accounts] = await Promise.all([
    api.transfers.list({ ...query, kind, limit: PAGE_SIZE }),
    api.paymentMethods.list(),
  ]);
  const methods = accounts.ok ? accounts.data.data : [];
  return {
    ...unwrap(list),
    kind,
    accounts: methods
      .filter(({ type }) => type !== 'gateway')
      .map(({ id, displayName, accountNo }) => ({ id, name: displayName, accountNo })),
    key: formKey(exchange, FORM),
  };
}

type Outcome = Refused | { readonly statement: Statement };

/** Approves one line's booking, or all of the page's; without script it takes the file as well. */
export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const form = await args.request.formData();
  const to = args.url.pathname + args.url.search;

  if (form.get('intent') === 'upload') {
    const answer = await api.transfers.importStatement(toStatementForm(form), sealOf(form));
    if (!answer.ok) return refuse(answer.problem);
    forgetFormKey(exchange, FORM);
    return data({ statement: answer.data });
  }
  const verb = VERBS.find((each) => each === form.get('intent'));
  if (verb) {
    // Twice is the same as once, and what was taken back can be set aside again: any key will do.
    const sealed = { csrfToken: sealOf(form).csrfToken, key: randomUUID() };
    const answer = await api.transfers.setAside(String(form.get('line') ?? ''), verb, sealed);
    return answer.ok
      ? succeed(exchange, {
          to,
          done: verb === 'dismiss' ? 'transfers.dismissed' : 'transfers.restored',
        })
      : refuse(answer.problem);
  }
  const problem = await approveAll(api, form);
  if (problem) return refuse(problem);
  const isAll = form.get('intent') === 'all';
  return succeed(exchange, {
    to,
    done: isAll
      ? 'transfers.approvedAll'
      : form.get('intent') === 'record'
        ? 'transfers.recorded'
        : 'transfers.approved',
  });
}

/** One after the other, each under a key of its own: sent again, it goes on where it broke off. */
async function approveAll(api: Organiser['api'], form: FormData) {
  const { csrfToken } = sealOf(form);
  for (const pair of form.getAll('pair').slice(0, AT_ONCE_MAX).map(String)) {
    const [lineId = '', bookingId = ''] = pair.split(' ');
    const key = approveKey(lineId, bookingId);
    const answer = await api.transfers.approve(bookingId, lineId, { csrfToken, key });
    if (!answer.ok) return answer.problem;
  }
  return undefined;
}

function toStatementForm(form: FormData): FormData {
  const body = new FormData();
  body.set('fields', JSON.stringify({ methodId: String(form.get('methodId') ?? '') }));
  const file = form.get('file');
  if (file instanceof File && file.size > 0) body.set('file', file);
  return body;
}

export const clientAction = keepWhenLost;

export default function TransfersPage() {
  const t = useText();
  const first = useLoaderData<typeof loader>();
  const outcome = useActionData() as Outcome | undefined;
  const { kind, counts } = first;
  const { rows, nextCursor, end } = useMoreRows<Transfer>(first);
  const exact = rows.filter((row) => row.kind === 'exact').slice(0, AT_ONCE_MAX);

  return (
    <AdminPage title={t('transfers.title')} lead={t('transfers.lead')}>
      {outcome && 'problem' in outcome && (
        <RefusalAlert problem={outcome.problem} text={detailOf(outcome.problem)} />
      )}
      {outcome && 'statement' in outcome && <StatementRead statement={outcome.statement} />}
      <UploadForm accounts={first.accounts} formKey={first.key} />
      <Kinds counts={counts} kind={kind} />
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-2xl text-muted">{t(`transfers.about.${kind}`)}</p>
        {exact.length > 1 && <ApproveAll rows={exact} />}
      </div>
      {rows.length === 0 ? (
        <EmptyState icon="bank" title={t('transfers.none.title')}>
          {t('transfers.none.text')}
        </EmptyState>
      ) : (
        <ul className="space-y-4">
          {rows.map((row) => (
            <li key={row.id}>
              <TransferCard row={row} />
            </li>
          ))}
        </ul>
      )}
      <div ref={end} />
      <NextPage cursor={nextCursor} />
    </AdminPage>
  );
}

function Kinds({
  counts,
  kind,
}: {
  readonly counts: Readonly<Record<TransferKind, number>>;
  readonly kind: TransferKind;
}) {
  const t = useText();
  const [search] = useSearchParams();
  const to = (wanted: TransferKind) => {
    const query = new URLSearchParams(search);
    query.delete('cursor');
    query.set('kind', wanted);
    return `?${query}`;
  };
  return (
    <nav aria-label={t('transfers.title')}>
      <ul className="flex flex-wrap gap-2">
        {TransferKind.options.map((each) => (
          <li key={each}>
            <Link
              to={to(each)}
              preventScrollReset
              aria-current={each === kind ? 'page' : undefined}
              className={cn(
                'flex min-h-11 items-center gap-2 rounded-full border px-4 font-semibold',
                each === kind
                  ? 'border-accent bg-accent-soft text-accent-strong'
                  : 'border-line-strong hover:bg-sunken',
              )}
            >
              {t(`transfers.kind.${each}`)}
              <span className="tabular-nums">{counts[each]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
