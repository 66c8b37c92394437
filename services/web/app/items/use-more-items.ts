import type { ItemSummary } from '@karcis/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useShell } from '../shell/site.ts';

export type ItemPage = {
  readonly data: readonly ItemSummary[];
  readonly nextCursor: string | null;
};

/** Items that the list asks for at a time. */
export const PAGE_SIZE = '12';

/** The API's own answer: what cannot be had must not take the page away that is there. */
async function findPage(q: string, cursor: string, language: string) {
  const query = new URLSearchParams({ limit: PAGE_SIZE, ...(q && { q }), cursor });
  try {
    const answer = await fetch(`/api/items?${query}`, { headers: { 'Accept-Language': language } });
    return answer.ok ? ((await answer.json()) as ItemPage) : undefined;
  } catch {
    return undefined;
  }
}

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
  const { language } = useShell();
  const [pages, setPages] = useState<readonly ItemPage[]>([first]);
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');
  const [base, setBase] = useState(first);
  if (base !== first) {
    setBase(first);
    setPages([first]);
    setState('idle');
  }

  const cursor = pages.at(-1)?.nextCursor ?? null;
  const next = nextPageOf(q, cursor);
  const askedFor = useRef<string | null>(null);
  useEffect(
    () => () => {
      askedFor.current = null;
    },
    [first],
  );
  const loadNext = useCallback(async () => {
    if (!cursor || askedFor.current === cursor) return;
    askedFor.current = cursor;
    setState('loading');
    const page = await findPage(q, cursor, language);
    // Another search began meanwhile.
    if (askedFor.current !== cursor) return;
    askedFor.current = null;
    setState(page ? 'idle' : 'failed');
    if (page) setPages((known) => [...known, page]);
  }, [q, cursor, language]);

  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const mark = end.current;
    if (!mark || !next) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void loadNext();
      },
      { rootMargin: '600px' },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, [next, loadNext]);

  return { items: pages.flatMap(({ data }) => data), next, state, end };
}
