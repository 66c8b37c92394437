import type { Booking } from '@karcis/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnyBooking } from '../../src/gateway/public-api.ts';
import { useFormat } from '../shell/site.ts';

/** What the booking says: all of it for its owner, what is left of it for everybody else. */
export function Details({ booking }: { readonly booking: AnyBooking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, quantity, amount, currency } = booking;
  const due = 'amountDue' in booking ? booking.amountDue : amount;
  return (
    <section className="space-y-4">
      <h2 className="text-xl">{t('booking.details')}</h2>
      <dl className="divide-y divide-line rounded-card border border-line bg-surface">
        <Row name={t('booking.name')}>{name}</Row>
        {'contact' in booking && <Private booking={booking} />}
        <Row name={t('booking.quantity')}>{quantity}</Row>
        <Row name={t('booking.amount')}>
          {amount === 0 ? t('item.free') : format.money(due, currency)}
        </Row>
      </dl>
    </section>
  );
}

function Private({ booking }: { readonly booking: Booking }) {
  const { t } = useTranslation();
  const { contact, note, paymentMethod, proof } = booking;
  const contacts = [contact.whatsapp, contact.email].filter(Boolean).join(', ');
  return (
    <>
      {contacts && <Row name={t('booking.contact')}>{contacts}</Row>}
      {note && <Row name={t('booking.note')}>{note}</Row>}
      {paymentMethod && <Row name={t('booking.method')}>{paymentMethod.displayName}</Row>}
      {proof && <Row name={t('booking.proof')}>{t(`booking.proofStatus.${proof.status}`)}</Row>}
    </>
  );
}

const Row = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="flex justify-between gap-6 px-5 py-3">
    <dt className="shrink-0 text-muted">{name}</dt>
    <dd className="min-w-0 text-right font-semibold break-words">{children}</dd>
  </div>
);
