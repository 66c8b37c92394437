import type { Booking } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { CHECKOUT_PARAM } from '../server/checkout-param.ts';
import { useFormat } from '../shell/site.ts';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** What a provider was asked, and what became of the money. Said only where it is not what everybody expects. */
export function PaymentNews({ booking: { state, payment } }: { readonly booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (payment?.status !== 'refund-due' && payment?.status !== 'refunded') return null;

  const amount = format.money(payment.amount, payment.currency);
  const isDue = payment.status === 'refund-due';
  const reasons = {
    PAID: 'checkout.refundDuePaid',
    CANCELLED: 'checkout.refundDueCancelled',
  } as const;
  const why =
    state === 'PAID' || state === 'CANCELLED'
      ? reasons[state]
      : ('checkout.refundDueText' as const);
  return (
    <Alert tone={isDue ? 'wait' : 'good'}>
      <p className="font-semibold">{t(isDue ? 'checkout.refundDue' : 'checkout.refunded')}</p>
      <p>{t(isDue ? why : 'checkout.refundedText', { amount })}</p>
    </Alert>
  );
}

/** In PENDING: the way back to the provider's page, for who has not paid yet. */
export function GoOnPaying({
  booking,
  csrfToken,
}: {
  readonly booking: Booking;
  readonly csrfToken: string | null;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, holdExpiresAt, payment, url } = booking;
  if (state !== 'PENDING' || payment?.status !== 'open' || !csrfToken) return null;
  return (
    <form method="post" action={`${url}/pay?${CHECKOUT_PARAM}=`} className="space-y-3">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <Alert tone="wait">
        <p>{t('checkout.waiting', { time: holdExpiresAt ? format.time(holdExpiresAt) : '' })}</p>
      </Alert>
      <Button>
        {t('checkout.goOn')}
        <Icon name="arrowRight" />
      </Button>
    </form>
  );
}
