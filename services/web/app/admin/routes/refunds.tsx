import type { AdminPaymentRow } from '@karcis/contracts';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useText } from '../i18n/use-text.ts';
import { RefundRows } from '../payments/refund-rows.tsx';
import { UnmatchedRows } from '../payments/unmatched-rows.tsx';
import { organiserOf } from '../server/organiser.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { filtersOf } from '../shell/filter-bar.tsx';
import { NextPage } from '../shell/next-page.tsx';
import { useMoreRows } from '../shell/use-more-rows.ts';

const PAGE_SIZE = '25';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const query = filtersOf(args.url, ['cursor']);
  const [due, unmatched] = await Promise.all([
    api.payments.list({ ...query, status: 'refund-due', limit: PAGE_SIZE }),
    api.payments.unmatched(),
  ]);
  return { ...unwrap(due), unmatched: unwrap(unmatched).data };
}

/** Money that has to go back. What is done about it is done on the booking's own page. */
export default function RefundsPage() {
  const t = useText();
  const first = useLoaderData<typeof loader>();
  const { rows, nextCursor, end } = useMoreRows<AdminPaymentRow>(first);
  return (
    <AdminPage isWide title={t('payments.title')} lead={t('payments.lead')}>
      {rows.length === 0 ? (
        <EmptyState icon="check" title={t('payments.empty')}>
          {t('payments.emptyText')}
        </EmptyState>
      ) : (
        <RefundRows rows={rows} />
      )}
      <div ref={end} />
      <NextPage cursor={nextCursor} />
      {first.unmatched.length > 0 && <UnmatchedRows rows={first.unmatched} />}
    </AdminPage>
  );
}
