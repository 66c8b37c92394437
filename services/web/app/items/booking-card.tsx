import type { Availability, Item } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { duration, fromNow } from '../i18n/duration.ts';
import type { LiveState } from '../live/use-live.ts';
import { useCountdown } from '../live/use-countdown.ts';
import { useFormat } from '../shell/site.ts';
import { Alert } from '../ui/alert.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { ShareButton } from '../ui/share-button.tsx';
import { AvailabilityBar } from './availability-bar.tsx';
import { itemStatus } from './status.ts';

export const BOOK_BUTTON = 'book';

type BookingCardProps = {
  readonly item: Item;
  readonly availability: Availability;
  readonly serverTime: string;
  readonly live: LiveState;
  /** The code of a booking with which this browser holds a place already. */
  readonly ownHold: string | null;
};

/** Price, what is left, and the one thing to do; or why it cannot be done. */
export function BookingCard({ item, availability, serverTime, live, ownHold }: BookingCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { reason, bookable, holdActive, nextReleaseAt, capacity, capacityLeft } = availability;
  const { tone, label } = itemStatus(availability, t);
  const startsIn = useCountdown(item.startsAt, serverTime);
  const whyNot = 'why-not';

  return (
    <section
      aria-label={t('item.availability')}
      className="overflow-hidden rounded-card border border-line bg-surface"
    >
      <div className="space-y-5 p-6">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-2xl font-extrabold">
            {item.price === 0 ? t('item.free') : format.money(item.price, item.currency)}
            {item.price > 0 && (
              <span className="ml-1.5 text-sm font-normal text-muted">{t('item.perPlace')}</span>
            )}
          </p>
          <Badge tone={tone}>{label}</Badge>
        </div>

        {ownHold && (
          <Alert tone="wait">
            <p className="font-semibold">{t('item.yours')}</p>
            <Link to={`/b/${ownHold}/pay`} className="font-semibold underline underline-offset-4">
              {t('item.yoursAction')}
            </Link>
          </Alert>
        )}

        {bookable ? (
          <Button asChild className="w-full text-lg">
            <Link id={BOOK_BUTTON} to={`${item.url}/book`} preventScrollReset>
              {t('item.book')}
              <Icon name="arrowRight" />
            </Link>
          </Button>
        ) : (
          <Button id={BOOK_BUTTON} disabled aria-describedby={whyNot} className="w-full text-lg">
            {t('item.book')}
          </Button>
        )}
        <div id={whyNot} aria-live="polite" className="space-y-1 empty:hidden">
          {reason && <p className="font-semibold">{t(`item.reason.${reason}`)}</p>}
          {reason === 'hold-pool-full' && nextReleaseAt && (
            <p className="text-muted">
              {t('item.nextRelease', { when: fromNow(nextReleaseAt, serverTime, t) })}
            </p>
          )}
        </div>
        {bookable && (
          <p className="text-sm text-muted">
            {t('item.holdFor', { minutes: Math.max(1, Math.round(item.holdTtlSeconds / 60)) })}{' '}
            {item.bookingClosesAt !== item.startsAt &&
              t('item.closesAt', { time: format.dateTime(item.bookingClosesAt) })}
          </p>
        )}
      </div>

      <div className="perforation" />

      <div className="space-y-4 p-6">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h2 className="text-base">
            {t('item.places', {
              left: format.number(capacityLeft),
              capacity: format.number(capacity),
            })}
          </h2>
          <LiveMark live={live} serverTime={serverTime} />
        </div>
        <AvailabilityBar availability={availability} />
        {bookable && holdActive > 0 && nextReleaseAt && (
          <p className="text-sm text-muted">
            {t('item.holdsEnd', {
              count: holdActive,
              when: fromNow(nextReleaseAt, serverTime, t),
            })}
          </p>
        )}
      </div>

      <div className="perforation" />

      <div className="flex flex-wrap items-center justify-between gap-3 p-6">
        <p className="flex items-center gap-2 text-sm font-semibold">
          <Icon name="clock" className="text-accent" />
          {startsIn > 0
            ? t('item.startsIn', { time: duration(startsIn, t) })
            : t(hasEnded(item, serverTime) ? 'item.over' : 'item.started')}
        </p>
        <ShareButton title={item.title} path={item.url} label={t('item.share')} size="sm" />
      </div>
    </section>
  );
}

const hasEnded = ({ endsAt, startsAt }: Item, serverTime: string) =>
  Date.parse(endsAt ?? startsAt) <= Date.parse(serverTime);

function LiveMark({ live, serverTime }: { readonly live: LiveState; readonly serverTime: string }) {
  const { t } = useTranslation();
  const { time } = useFormat();
  if (live === 'connecting') return null;
  if (live === 'offline') {
    return <p className="text-sm text-wait">{t('item.paused', { time: time(serverTime) })}</p>;
  }
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <span aria-hidden="true" className="size-2 rounded-full bg-good" />
      {t('item.live')}
    </p>
  );
}
