import type { PublicBooking } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { readableCode } from '../i18n/format.ts';
import { useFormat } from '../shell/site.ts';

/** What is being paid for. */
export function OrderSummary({ booking }: { readonly booking: PublicBooking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { item, code, quantity, amount, currency, name } = booking;
  return (
    <section
      aria-label={t('pay.summary')}
      className="overflow-hidden rounded-card border border-line bg-surface"
    >
      <div className="space-y-1 p-5">
        <h2 className="text-lg">
          <Link to={item.url} className="hover:underline">
            {item.title}
          </Link>
        </h2>
        <p className="text-sm text-muted">{format.dateTime(item.startsAt)}</p>
        <p className="text-sm text-muted">{item.location}</p>
      </div>
      <div className="perforation" />
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 p-5 text-sm [&_dd]:text-right [&_dd]:font-semibold [&_dt]:text-muted">
        <dt>{t('pay.code')}</dt>
        <dd className="tabular-nums">{readableCode(code)}</dd>
        <dt>{t('booking.name')}</dt>
        <dd className="break-words">{name}</dd>
        <dt>{t('booking.quantity')}</dt>
        <dd>{quantity}</dd>
        <dt>{t('booking.amount')}</dt>
        <dd>{amount === 0 ? t('item.free') : format.money(amount, currency)}</dd>
      </dl>
    </section>
  );
}
