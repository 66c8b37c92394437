import type { AdminBooking } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { shownState } from '../../bookings/states.ts';
import { Announce } from '../../live/announce.tsx';
import { useFormat } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { useSpell } from '../i18n/use-spell.ts';
import { useText } from '../i18n/use-text.ts';
import type { useReview } from './use-review.ts';

type Review = ReturnType<typeof useReview>;

/** How far one is. */
export function Progress({ review, at }: { readonly review: Review; readonly at: number }) {
  const t = useText();
  const spell = useSpell();
  const { waiting, queue, current } = review;
  const count = waiting.length;
  const uploadedAt = current?.proof?.uploadedAt;
  const waitedMs = uploadedAt && Date.parse(current.serverTime) - Date.parse(uploadedAt);
  return (
    <>
      {queue.cursor ? t('review.waitingMore', { count }) : t('review.waiting', { count })}
      {at >= 0 && ` · ${t('review.position', { position: at + 1, total: count })}`}
      {waitedMs && ` · ${t('review.waitedFor', { time: spell(waitedMs / 1000) })}`}
    </>
  );
}

/** Says what changed to those who do not see it. */
export function News({ review }: { readonly review: Review }) {
  const t = useText();
  const { t: shared } = useTranslation();
  const format = useFormat();
  const { current, said, arrived } = review;
  const now = current
    ? t('review.now', {
        name: current.name,
        item: current.item.title,
        amount:
          current.amount === 0
            ? shared('item.free')
            : format.money(current.amount, current.currency),
      })
    : t('review.empty');
  return (
    <>
      <Announce text={[said, now].filter(Boolean).join('. ')} />
      <Announce text={arrived > 0 ? t('review.arrived', { count: arrived }) : ''} />
    </>
  );
}

/** What became of a booking that does not wait any more. */
export function Decided({
  booking,
  onNext,
}: {
  readonly booking: AdminBooking | undefined;
  readonly onNext: () => void;
}) {
  const t = useText();
  const { t: shared } = useTranslation();
  const words = () => {
    if (!booking || booking.state === 'REVIEW') return t('shell.loading');
    const { state } = booking;
    if (state === 'PAID' || state === 'REJECTED') return t(`review.decided.${state}`);
    return t('review.decided.other', {
      state: shared(`booking.state.${shownState(booking, state)}`),
    });
  };
  return (
    <div className="space-y-3">
      <Alert tone="wait" isNews>
        {words()}
      </Alert>
      <Button asChild className="w-full">
        <Link
          to="/admin/review"
          onClick={(event) => {
            event.preventDefault();
            onNext();
          }}
        >
          {t('review.next')}
        </Link>
      </Button>
    </div>
  );
}
