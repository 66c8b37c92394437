import type { ItemSummary } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../shell/site.ts';
import { Badge } from '../ui/badge.tsx';
import { Icon } from '../ui/icon.tsx';
import { Picture } from './picture.tsx';
import { itemStatus } from './status.ts';

/** An item in the list. All of it is one link, whose name is the title. */
export function ItemCard({
  item,
  isFirst,
}: {
  readonly item: ItemSummary;
  readonly isFirst: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { availability } = item;
  const { tone, label } = itemStatus(availability, t);
  const { weekday, day, month } = format.sheet(item.startsAt);
  const showsLeft = availability.reason === null || availability.reason === 'hold-pool-full';

  return (
    <article className="group relative flex h-full flex-col overflow-hidden rounded-card border border-line bg-surface transition-colors hover:border-line-strong">
      <div className="relative aspect-[16/10] overflow-hidden bg-sunken">
        <Picture
          item={item}
          sizes="(min-width: 64rem) 22rem, (min-width: 40rem) 45vw, 92vw"
          isFirst={isFirst}
        />
        <div
          aria-hidden="true"
          className="absolute top-3 left-3 w-14 rounded-control bg-surface py-1.5 text-center leading-none"
        >
          <span className="block text-[0.6875rem] font-medium text-muted">{weekday}</span>
          <span className="block py-0.5 text-xl font-extrabold">{day}</span>
          <span className="block text-[0.6875rem] font-semibold text-accent">{month}</span>
        </div>
      </div>
      <div className="flex grow flex-col gap-2.5 p-5">
        <h2 className="text-lg leading-snug">
          <Link
            to={item.url}
            className="after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:-outline-offset-3 focus-visible:after:outline-accent"
          >
            {item.title}
          </Link>
        </h2>
        <p className="flex gap-2 text-sm text-muted">
          <Icon name="calendar" className="mt-px shrink-0" />
          <time dateTime={item.startsAt}>{format.dateTime(item.startsAt)}</time>
        </p>
        {item.location && (
          <p className="flex gap-2 text-sm text-muted">
            <Icon name="pin" className="mt-px shrink-0" />
            <span className="line-clamp-2">{item.location}</span>
          </p>
        )}
      </div>
      <div className="perforation" />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 px-5 py-4">
        <span className="text-lg font-bold">
          {item.price === 0 ? t('item.free') : format.money(item.price, item.currency)}
        </span>
        <span className="flex items-center gap-2">
          {showsLeft && (
            <span className="text-sm text-muted">
              {t('item.left', { count: availability.capacityLeft })}
            </span>
          )}
          <Badge tone={tone}>{label}</Badge>
        </span>
      </div>
    </article>
  );
}

/** The room that a card will take. */
export const ItemCardSkeleton = () => (
  <div aria-hidden="true" className="overflow-hidden rounded-card border border-line bg-surface">
    <div className="skeleton aspect-[16/10] rounded-none" />
    <div className="space-y-3 p-5">
      <div className="skeleton h-6 w-4/5" />
      <div className="skeleton h-4 w-3/5" />
      <div className="skeleton h-4 w-2/5" />
    </div>
    <div className="border-t border-line p-5">
      <div className="skeleton h-6 w-1/3" />
    </div>
  </div>
);
