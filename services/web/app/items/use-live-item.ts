import type { Availability, Item } from '@karcis/contracts';
import { useState } from 'react';
import { type LiveState, useLive } from '../live/use-live.ts';
import { useShell } from '../shell/site.ts';

type Numbers = { readonly availability: Availability; readonly serverTime: string };
/** The stream sends the numbers themselves, the API an item with them. */
type News = (Availability & { readonly serverTime: string }) | Item;

/** An item's numbers as they are now. */
export function useLiveItem(item: Item): Numbers & { readonly live: LiveState } {
  const { language } = useShell();
  const [latest, setLatest] = useState<Numbers>(item);
  const live = useLive<News>({
    stream: `/api/items/${item.id}/stream`,
    event: 'availability',
    poll: `/api/items/${item.id}`,
    language,
    onNews(news) {
      setLatest(
        'availability' in news ? news : { availability: news, serverTime: news.serverTime },
      );
    },
  });
  // Whichever was true later: the page's own data are fresh again after an action.
  const isStale = Date.parse(latest.serverTime) < Date.parse(item.serverTime);
  return { ...(isStale ? item : latest), live };
}
