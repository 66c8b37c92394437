import type { Booking, PublicBooking } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { shownState, stateLooks } from '../../bookings/states.ts';
import { useFormat } from '../../shell/site.ts';
import { Badge } from '../../ui/badge.tsx';

/** The state in a word. */
export function StateBadge({
  booking,
  size,
}: {
  readonly booking: Pick<PublicBooking, 'amount' | 'state'>;
  readonly size?: 'sm' | 'lg';
}) {
  const { t } = useTranslation();
  const shown = shownState(booking, booking.state);
  return (
    <Badge tone={stateLooks[shown].tone} {...(size && { size })}>
      {t(`booking.state.${shown}`)}
    </Badge>
  );
}

/** What was to be transferred. */
export function Amount({
  booking: { amountDue, currency },
}: {
  readonly booking: Pick<Booking, 'amountDue' | 'currency'>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return amountDue === 0 ? t('item.free') : format.money(amountDue, currency);
}
