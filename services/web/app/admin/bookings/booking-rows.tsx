import type { AdminBookingRow } from '@karcis/contracts';
import { Link } from 'react-router';
import { readableCode } from '../../i18n/format.ts';
import { useFormat } from '../../shell/site.ts';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '../../ui/table.tsx';
import { useText } from '../i18n/use-text.ts';
import { Amount, StateBadge } from './words.tsx';

const COLUMNS = ['booking', 'item', 'state', 'places', 'amount', 'when'] as const;

/** A line a booking, each of which leads to all of it. */
export function BookingRows({
  rows,
  isLoading,
}: {
  readonly rows: readonly AdminBookingRow[];
  readonly isLoading: boolean;
}) {
  const t = useText();
  return (
    <Table aria-busy={isLoading}>
      <TableHeader>
        <TableRow>
          {COLUMNS.map((column) => (
            <TableHead key={column}>{t(`bookings.column.${column}`)}</TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <BookingRow key={row.id} row={row} />
        ))}
      </TableBody>
    </Table>
  );
}

function BookingRow({ row }: { readonly row: AdminBookingRow }) {
  const t = useText();
  const format = useFormat();
  const { whatsapp, email } = row.contact;
  const contacts = [whatsapp, email].filter((each) => each !== undefined);
  return (
    <TableRow className="relative hover:bg-sunken/60">
      <TableCell className="xl:max-w-96 xl:min-w-48">
        <Link
          to={`/admin/bookings/${row.id}`}
          className="block font-semibold wrap-anywhere after:absolute after:inset-0 hover:underline"
        >
          {row.name}
        </Link>
        <span className="block text-sm text-muted tabular-nums">{readableCode(row.code)}</span>
        <span className="block text-sm wrap-anywhere text-muted">
          {contacts.length > 0 ? contacts.map(toLine) : t('bookings.noContact')}
        </span>
        {row.note && <span className="line-clamp-1 text-sm text-muted">“{row.note}”</span>}
      </TableCell>
      <TableCell label={t('bookings.column.item')} className="xl:max-w-72 xl:min-w-36">
        <span className="line-clamp-2 wrap-anywhere">{row.item.title}</span>
      </TableCell>
      <TableCell label={t('bookings.column.state')}>
        <StateBadge booking={row} />
      </TableCell>
      <TableCell label={t('bookings.column.places')} className="tabular-nums">
        {row.quantity}
      </TableCell>
      <TableCell label={t('bookings.column.amount')} className="whitespace-nowrap tabular-nums">
        <Amount booking={row} />
      </TableCell>
      <TableCell label={t('bookings.column.when')} className="text-sm text-muted xl:min-w-32">
        <time dateTime={row.createdAt}>{format.brief(row.createdAt)}</time>
      </TableCell>
    </TableRow>
  );
}

const toLine = (text: string) => (
  <span key={text} className="block">
    {text}
  </span>
);
