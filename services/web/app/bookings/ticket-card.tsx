import { useTranslation } from 'react-i18next';
import type { AnyBooking } from '../../src/gateway/public-api.ts';
import { readableCode } from '../i18n/format.ts';
import { useFormat } from '../shell/site.ts';

export type DrawnTicket = { readonly id: string; readonly attendee: string; readonly qr: string };

/** What one shows at the door: big, plain, and readable by a scanner in either theme. */
export function TicketCard({
  booking,
  ticket,
  number,
  total,
}: {
  readonly booking: AnyBooking;
  readonly ticket: DrawnTicket;
  readonly number: number;
  readonly total: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { item } = booking;
  return (
    <section
      aria-label={t('booking.ticketOf', { number, total })}
      className="overflow-hidden rounded-card border border-line bg-surface"
    >
      <div className="space-y-1 bg-accent p-6 text-accent-ink">
        <p className="text-sm font-semibold">
          {total > 1 ? t('booking.ticketOf', { number, total }) : t('booking.ticket')}
        </p>
        <h2 className="text-2xl font-extrabold">{item.title}</h2>
        <p>{format.dateTime(item.startsAt)}</p>
        <p>{item.location}</p>
      </div>
      <div className="grid gap-6 p-6 sm:grid-cols-[auto_1fr] sm:items-center">
        <img
          src={`data:image/svg+xml,${encodeURIComponent(ticket.qr)}`}
          alt={t('booking.qrAlt', { name: ticket.attendee })}
          width="256"
          height="256"
          className="mx-auto size-64 rounded-control bg-white"
        />
        <dl className="space-y-4">
          <div>
            <dt className="text-sm text-muted">{t('booking.ticketFor')}</dt>
            <dd className="text-xl font-bold break-words">{ticket.attendee}</dd>
          </div>
          <div>
            <dt className="text-sm text-muted">{t('booking.code')}</dt>
            <dd className="text-xl font-bold tabular-nums">{readableCode(booking.code)}</dd>
          </div>
        </dl>
      </div>
    </section>
  );
}
