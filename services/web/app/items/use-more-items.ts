import type { ItemSummary } from '@karcis/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useFetcher } from 'react-router';

export type ItemPage = {
  readonly data: readonly ItemSummary[];
  readonly nextCursor: string | null;
};

/** The address of the page that follows. */
function nextPageOf(q: string, cursor: string | null): string | null {
  if (!cursor) return null;
  return `/?${new URLSearchParams({ ...(q && { q }), cursor })}`;
}

/**
 * Adds page after page to the first one as the returned `end` comes near the window. When a page cannot be had it stops
 * and says so: the link to the next page is still there.
 */
export function useMoreItems(q: string, first: ItemPage) {
  const fetcher = useFetcher<ItemPage>();
  const [pages, setPages] = useState<readonly ItemPage[]>([first]);
  const [base, setBase] = useState(first);
  if (base !== first) {
    setBase(first);
    setPages([first]);
  }
  const got = fetcher.data;
  const [taken, setTaken] = useState(got);
  if (got && got !== taken) {
    setTaken(got);
    setPages([...pages, got]);
  }

  const cursor = pages.at(-1)?.nextCursor ?? null;
  const next = nextPageOf(q, cursor);
  const isLoading = fetcher.state !== 'idle';
  const { load } = fetcher;
  const askedFor = useRef<string | null>(null);
  const loadNext = useCallback(() => {
    if (!next || askedFor.current === next) return;
    askedFor.current = next;
    void load(`${next}&index`);
  }, [next, load]);

  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const mark = end.current;
    if (!mark || !next) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) loadNext();
      },
      { rootMargin: '600px' },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, [next, loadNext]);

  return { items: pages.flatMap(({ data }) => data), next, isLoading, end };
}
