import type { AdminPaymentRow } from '@karcis/contracts';
import { Link } from 'react-router';
import { readableCode } from '../../i18n/format.ts';
import { useFormat } from '../../shell/site.ts';
import { Badge } from '../../ui/badge.tsx';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '../../ui/table.tsx';
import { useText } from '../i18n/use-text.ts';

const COLUMNS = ['person', 'why', 'amount', 'status'] as const;

/** A line for each payment that has to go back, the oldest first. */
export function RefundRows({ rows }: { readonly rows: readonly AdminPaymentRow[] }) {
  const t = useText();
  return (
    <Table>
      <TableHeader>
        <TableRow>
          {COLUMNS.map((column) => (
            <TableHead key={column}>{t(`payments.${column}`)}</TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <RefundRow key={row.id} row={row} />
        ))}
      </TableBody>
    </Table>
  );
}

function RefundRow({ row }: { readonly row: AdminPaymentRow }) {
  const t = useText();
  const format = useFormat();
  const { booking, refundReason, refundRequestedAt, refundError, amount, currency } = row;
  return (
    <TableRow>
      <TableCell className="xl:max-w-80">
        <Link to={`/admin/bookings/${row.bookingId}`} className="block font-semibold underline">
          {booking.name}
        </Link>
        <span className="text-sm text-muted">
          {readableCode(booking.code)} · {booking.itemTitle}
        </span>
      </TableCell>
      <TableCell label={t('payments.why')}>
        {refundReason && t(`payments.reasons.${refundReason}`)}
      </TableCell>
      <TableCell label={t('payments.amount')} className="tabular-nums">
        {format.money(amount, currency)}
        {refundReason === 'wrong-amount' && (
          <span className="block text-sm text-muted">
            {t('payments.costs', { amount: format.money(booking.amount, booking.currency) })}
          </span>
        )}
      </TableCell>
      <TableCell label={t('payments.status')}>
        <Badge tone={refundError ? 'bad' : 'wait'}>
          {refundError
            ? t('payments.refused', { error: refundError })
            : t(refundRequestedAt ? 'payments.asked' : 'payments.waiting')}
        </Badge>
      </TableCell>
    </TableRow>
  );
}
