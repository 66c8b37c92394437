import type { Booking, PaymentMethod } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';

/** Where the amount depends on the way to pay, it has to be known before the transfer: without script by a form of its own. */
export function ChooseWithoutScript({
  booking,
  methods,
  csrfToken,
}: {
  readonly booking: Booking;
  readonly methods: readonly PaymentMethod[];
  readonly csrfToken: string;
}) {
  const { t } = useTranslation();
  const others = methods.filter(({ id }) => id !== booking.paymentMethod?.id);
  if (booking.amount === 0 || others.length === 0) return null;
  if (!methods.some(({ uniqueAmount }) => uniqueAmount)) return null;
  return (
    <noscript>
      <form method="post" encType="multipart/form-data" className="flex flex-wrap gap-3">
        <input type="hidden" name="csrfToken" value={csrfToken} />
        <input type="hidden" name="intent" value="method" />
        {others.map(({ id, displayName }) => (
          <Button key={id} name="methodId" value={id} variant="outline">
            {t('pay.payBy', { name: displayName })}
          </Button>
        ))}
      </form>
    </noscript>
  );
}
