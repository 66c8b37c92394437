import type { Booking } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shell/site.ts';
import { cn } from '../ui/cn.ts';
import { CopyButton } from '../ui/copy-button.tsx';

/** Banks and people read an amount in groups of three. */
const LAST_DIGITS = 3;

/** Only for who sends the money: a provider's page knows the amount. */
const BY_TRANSFER = 'group-has-[[data-provider]:checked]/paying:hidden';

/**
 * What to transfer, to the rupiah, and why its last digits matter where they tell bookings apart. Within a `group/paying` that has the
 * ways to pay.
 */
export function AmountToPay({ booking }: { readonly booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { amount, amountDue, currency } = booking;
  const isOwn = amountDue !== amount;
  const text = format.money(amountDue, currency);
  const digits = text.slice(-LAST_DIGITS);
  return (
    <div className="flex flex-wrap items-end justify-between gap-3 rounded-card bg-accent-soft p-5">
      <div className="min-w-0" aria-live="polite">
        <p className="text-sm text-accent-strong">{t('pay.amount')}</p>
        <p className="text-3xl font-extrabold tabular-nums">
          {isOwn ? text.slice(0, -LAST_DIGITS) : text}
          {isOwn && (
            <span className="underline decoration-accent decoration-4 underline-offset-8">
              {digits}
            </span>
          )}
        </p>
        <p className={cn('max-w-md pt-2 text-sm text-accent-strong', BY_TRANSFER)}>
          {isOwn ? t('pay.ownAmount', { digits }) : t('pay.exact')}
        </p>
      </div>
      <div className={BY_TRANSFER}>
        <CopyButton text={String(amountDue)} label={t('pay.copyAmount')} />
      </div>
    </div>
  );
}
