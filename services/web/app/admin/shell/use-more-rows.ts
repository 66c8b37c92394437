import { useCallback, useEffect, useRef, useState } from 'react';
import { useFetcher, useLocation } from 'react-router';

export type RowsPage<Row> = {
  readonly data: readonly Row[];
  readonly nextCursor: string | null;
};

/**
 * Adds the rows of the next page as the returned `end` comes near the window. The page's loader answers `{ data, nextCursor }`
 * for the address with `cursor`. `nextCursor` is what the link to the next page goes on from, for when a page cannot be
 * had, and for browsers without script.
 */
export function useMoreRows<Row>(first: RowsPage<Row>) {
  const { pathname, search } = useLocation();
  const fetcher = useFetcher<RowsPage<Row>>();
  const [pages, setPages] = useState<readonly RowsPage<Row>[]>([first]);
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

  const nextCursor = pages.at(-1)?.nextCursor ?? null;
  const isLoading = fetcher.state !== 'idle';
  const { load } = fetcher;
  const askedFor = useRef<string | null>(null);
  const loadNext = useCallback(() => {
    if (!nextCursor || askedFor.current === nextCursor) return;
    askedFor.current = nextCursor;
    const query = new URLSearchParams(search);
    query.set('cursor', nextCursor);
    void load(`${pathname}?${query}`);
  }, [nextCursor, load, pathname, search]);

  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const mark = end.current;
    if (!mark || !nextCursor) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) loadNext();
      },
      { rootMargin: '600px' },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, [nextCursor, loadNext]);

  return { rows: pages.flatMap(({ data }) => data), nextCursor, isLoading, end };
}
