import { useEffect, useEffectEvent, useState } from 'react';

/** How news come: on the stream, by asking again and again, or not at all for now. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'offline';

type LiveOptions<T> = {
  /** The stream's address. Null watches nothing. */
  readonly stream: string | null;
  readonly event: string;
  /** Where the same can be asked for. */
  readonly poll: string;
  readonly language: string;
  readonly onNews: (news: T) => void;
};

const PATIENCE_MS = 3_000;
const POLL_MS = 5_000;
const REOPEN_MS = 4_000;

/**
 * Hears of changes by server-sent events. The browser comes back by itself with the last event's id; while it cannot, the
 * page asks every few seconds, and stops asking as soon as the stream is there again.
 */
export function useLive<T>({ stream, event, poll, language, onNews }: LiveOptions<T>): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const hear = useEffectEvent(onNews);

  useEffect(() => {
    if (!stream) return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let reopening: ReturnType<typeof setTimeout> | undefined;

    function open(address: string) {
      source?.close();
      source = new EventSource(address);
      source.addEventListener('open', () => {
        clearTimeout(timer);
        timer = undefined;
        setState('live');
      });
      source.addEventListener(event, ({ data }: MessageEvent<string>) => {
        hear(JSON.parse(data) as T);
      });
      source.addEventListener('error', () => {
        timer ??= setTimeout(ask, PATIENCE_MS);
        // Refused and not cut off: the browser gives up, and we do not.
        if (source?.readyState !== EventSource.CLOSED) return;
        clearTimeout(reopening);
        reopening = setTimeout(() => open(address), REOPEN_MS + Math.random() * REOPEN_MS);
      });
    }

    async function ask(): Promise<void> {
      try {
        const answer = await fetch(poll, {
          headers: { 'Accept-Language': language },
          cache: 'no-store',
        });
        if (answer.ok) hear((await answer.json()) as T);
        if (timer) setState(answer.ok ? 'polling' : 'offline');
      } catch {
        if (timer) setState('offline');
      }
      if (timer) timer = setTimeout(ask, POLL_MS);
    }

    function close() {
      clearTimeout(timer);
      clearTimeout(reopening);
      timer = undefined;
      source?.close();
    }
    // A page in the back-forward cache holds no connection, and opens one when it is shown again.
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted) open(stream);
    };
    addEventListener('pagehide', close);
    addEventListener('pageshow', onShow);
    open(stream);
    return () => {
      removeEventListener('pagehide', close);
      removeEventListener('pageshow', onShow);
      close();
    };
  }, [stream, event, poll, language]);

  return state;
}
