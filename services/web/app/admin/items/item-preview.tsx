import type { Item } from '@karcis/contracts';
import { BookingCard } from '../../items/booking-card.tsx';
import { ItemCard } from '../../items/item-card.tsx';
import { ItemDetail } from '../../items/item-detail.tsx';
import { useShell } from '../../shell/site.ts';
import { useText } from '../i18n/use-text.ts';
import type { ItemValues } from './item-values.ts';
import { previewItem } from './preview-item.ts';

/** What visitors will see, made of the very parts that their pages are made of. Nothing in it can be used. */
export function ItemPreview({
  values,
  item,
  serverTime,
}: {
  readonly values: ItemValues;
  readonly item: Item | undefined;
  readonly serverTime: string;
}) {
  const t = useText();
  const { site } = useShell();
  const { timeZone } = site;
  const shown = previewItem(values, {
    ...{ item, serverTime, timeZone },
    title: t('items.previewTitle'),
  });
  const booking = (
    <BookingCard
      item={shown}
      availability={shown.availability}
      serverTime={serverTime}
      live="connecting"
      ownHold={null}
    />
  );
  return (
    <section id="preview" aria-labelledby="preview-title" className="space-y-4">
      <div>
        <h2 id="preview-title" className="text-xl">
          {t('items.preview')}
        </h2>
        <p className="text-sm text-muted">{t('items.previewText')}</p>
      </div>
      <div
        role="group"
        aria-label={t('items.previewText')}
        tabIndex={0}
        className="space-y-6 rounded-card border border-line bg-paper p-4 xl:max-h-[calc(100dvh-9rem)] xl:overflow-y-auto"
      >
        <div className="space-y-3">
          <h3 className="text-sm text-muted">{t('items.previewCard')}</h3>
          <div inert className="mx-auto max-w-80">
            <ItemCard item={shown} isFirst={false} />
          </div>
        </div>
        <div className="space-y-3">
          <h3 className="text-sm text-muted">{t('items.previewDetail')}</h3>
          <div inert className="overflow-hidden rounded-card border border-line pb-6">
            <ItemDetail item={shown} aside={booking} />
          </div>
        </div>
      </div>
    </section>
  );
}
