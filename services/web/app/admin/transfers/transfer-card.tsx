import type { Transfer, TransferBooking } from '@karcis/contracts';
import { Link } from 'react-router';
import { readableCode } from '../../i18n/format.ts';
import { useFormat } from '../../shell/site.ts';
import { ProofFile } from '../bookings/proof-panel.tsx';
import { StateBadge } from '../bookings/words.tsx';
import { useText } from '../i18n/use-text.ts';
import { ApproveOne, SetAside } from './approve-forms.tsx';

/** A line of the statement and, beneath it, what it may be for, with the proof beside. */
export function TransferCard({ row }: { readonly row: Transfer }) {
  const t = useText();
  const format = useFormat();
  return (
    <article className="overflow-hidden rounded-card border border-line bg-surface">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 p-5">
        <p className="text-2xl font-extrabold tabular-nums">{format.money(row.amount, 'IDR')}</p>
        <p className="text-sm text-muted">
          {/* Noon in UTC is the same day in every zone of Indonesia. */}
          {t('transfers.came', { day: format.date(`${row.day}T05:00:00Z`) })} ·{' '}
          {t('transfers.line', { line: row.line })}
        </p>
        {row.description && <p className="w-full break-words">{row.description}</p>}
      </div>
      {row.kind !== 'exact' && (
        <div className="px-5 pb-5">
          <SetAside row={row} />
        </div>
      )}
      {row.bookings.map((booking) => (
        <Candidate key={booking.id} row={row} booking={booking} />
      ))}
    </article>
  );
}

function Candidate({
  row,
  booking,
}: {
  readonly row: Transfer;
  readonly booking: TransferBooking;
}) {
  const t = useText();
  const format = useFormat();
  return (
    <section
      aria-label={booking.name}
      className="grid items-start gap-5 border-t border-line p-5 sm:grid-cols-[1fr_16rem]"
    >
      <div className="min-w-0 space-y-3">
        <div className="space-y-1">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 text-lg font-bold break-words">{booking.name}</span>
            <StateBadge booking={booking} />
          </p>
          <p className="break-words">{booking.item.title}</p>
          <p className="text-sm text-muted tabular-nums">
            {readableCode(booking.code)} · {format.brief(booking.createdAt)}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <ApproveOne row={row} booking={booking} />
          <Link
            to={`/admin/bookings/${booking.id}`}
            className="flex min-h-11 items-center text-accent underline underline-offset-4"
          >
            {t('transfers.toBooking')}
          </Link>
        </div>
      </div>
      {booking.proof && <ProofFile proof={booking.proof} />}
    </section>
  );
}
