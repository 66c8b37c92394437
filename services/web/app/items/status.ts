import type { Availability } from '@karcis/contracts';
import type { TFunction } from 'i18next';
import type { Tone } from '../ui/badge.tsx';

export type ItemStatusWords = { readonly tone: Tone; readonly label: string };

/** Whether an item can be booked now, in a word. */
export function itemStatus({ reason }: Availability, t: TFunction): ItemStatusWords {
  switch (reason) {
    case null:
      return { tone: 'good', label: t('item.open') };
    case 'hold-pool-full':
      return { tone: 'wait', label: t('item.queueFull') };
    case 'sold-out':
      return { tone: 'bad', label: t('item.soldOut') };
    case 'closed':
      return { tone: 'neutral', label: t('item.closed') };
    case 'ended':
      return { tone: 'neutral', label: t('item.ended') };
  }
}
