import type { AdminBooking } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../shell/site.ts';
import { useText } from '../i18n/use-text.ts';
import { Fact, FactList, Panel } from './panel.tsx';
import { Amount } from './words.tsx';

/** What was booked, and what was said with it. */
export function Facts({ booking }: { readonly booking: AdminBooking }) {
  const t = useText();
  const { t: common } = useTranslation();
  const format = useFormat();
  const { item, amount, amountDue, currency, paymentMethod, holdExpiresAt } = booking;
  return (
    <Panel title={t('bookings.facts.title')}>
      <FactList>
        <Fact name={t('bookings.item')}>
          <Link to={item.url} className="hover:underline">
            {item.title}
          </Link>
        </Fact>
        <Fact name={common('booking.quantity')}>{booking.quantity}</Fact>
        {amountDue !== amount && (
          <Fact name={common('booking.amount')}>{format.money(amount, currency)}</Fact>
        )}
        <Fact
          name={amountDue === amount ? common('booking.amount') : t('bookings.facts.amountDue')}
        >
          <Amount booking={booking} />
        </Fact>
        {paymentMethod && <Fact name={common('booking.method')}>{paymentMethod.displayName}</Fact>}
        {booking.note && <Fact name={t('bookings.facts.note')}>{booking.note}</Fact>}
        {holdExpiresAt && (
          <Fact name={t('bookings.facts.holdUntil')}>{format.brief(holdExpiresAt)}</Fact>
        )}
        {booking.rejectionReason && (
          <Fact name={t('bookings.facts.rejection')}>{booking.rejectionReason}</Fact>
        )}
      </FactList>
    </Panel>
  );
}
