import type { AdminBooking, AdminPayment, Notification, Payment } from '@karcis/contracts';
import { useFormat } from '../../shell/site.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { useText } from '../i18n/use-text.ts';
import { useMessageWords } from '../messages/use-message-words.ts';
import { Fact, FactList, Panel } from './panel.tsx';

/** Who comes. */
export function TicketList({ booking: { tickets, state } }: { readonly booking: AdminBooking }) {
  const t = useText();
  return (
    <Panel title={t('bookings.tickets')}>
      {state !== 'PAID' && <p className="text-sm text-muted">{t('bookings.ticketNote')}</p>}
      <ol className="divide-y divide-line rounded-card border border-line bg-surface">
        {tickets.map(({ id, attendee }, index) => (
          <li key={id} className="flex gap-4 px-5 py-3">
            <span className="text-muted tabular-nums">{index + 1}</span>
            <span className="min-w-0 font-semibold break-words">{attendee}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

const PAYMENT_TONES: Readonly<Record<Payment['status'], Tone>> = {
  open: 'wait',
  paid: 'good',
  'refund-due': 'bad',
  refunded: 'neutral',
  failed: 'bad',
};

/** What a payment provider said. */
export function PaymentFacts({ payment }: { readonly payment: AdminPayment }) {
  const t = useText();
  const format = useFormat();
  const { provider, status, amount, currency, paidAt } = payment;
  return (
    <Panel
      title={t('bookings.payment.title')}
      aside={<Badge tone={PAYMENT_TONES[status]}>{t(`bookings.payment.${status}`)}</Badge>}
    >
      <FactList>
        <Fact name={t('bookings.payment.provider')}>
          {t(`payments.providers.${provider as 'stripe'}`)}
        </Fact>
        <Fact name={t('bookings.column.amount')}>{format.money(amount, currency)}</Fact>
        {paidAt && <Fact name={t('bookings.payment.paidAt')}>{format.brief(paidAt)}</Fact>}
        {payment.refundReason && (
          <Fact name={t('payments.why')}>{t(`payments.reasons.${payment.refundReason}`)}</Fact>
        )}
        {payment.refundedAt && (
          <Fact name={t('bookings.payment.refunded')}>{format.brief(payment.refundedAt)}</Fact>
        )}
        {payment.refundReference && (
          <Fact name={t('payments.reference')}>{payment.refundReference}</Fact>
        )}
      </FactList>
    </Panel>
  );
}

/** What was written to the person, and how far it got. */
export function SentMessages({ messages }: { readonly messages: readonly Notification[] }) {
  const t = useText();
  const format = useFormat();
  const words = useMessageWords();
  return (
    <Panel title={t('messages.title')}>
      {messages.length === 0 && <p className="text-muted">{t('bookings.noMessages')}</p>}
      {messages.length > 0 && (
        <ul className="divide-y divide-line rounded-card border border-line bg-surface">
          {messages.map(({ kind, channel, status, at }) => (
            <li
              key={`${kind} ${channel}`}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3"
            >
              <span className="font-semibold">{words.kind(kind)}</span>
              <span className="text-sm text-muted">
                {words.channel(channel)} · {format.brief(at)}
              </span>
              <Badge tone={words.tones[status]} className="ml-auto">
                {t(`messages.${status}`)}
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
