import type { AdminBookingRow } from '@karcis/contracts';
import { useEffect, useEffectEvent, useState } from 'react';
import type { BookingList } from '../../../src/gateway/admin/bookings.ts';
import { useShell } from '../../shell/site.ts';
import { askApi } from '../live/ask-api.ts';
import * as queues from './queue.ts';

/** As many as the API gives at once. */
const ROWS_MAX = 100;
const ROWS_MIN = 20;
/** Rows that may come between two looks without being missed. */
const SPARE_ROWS = 10;
const BUSY_MS = 15_000;
const IDLE_MS = 4_000;
/** With fewer bookings ahead than this, more are asked for. */
const FEW = 5;

const PATH = '/api/admin/bookings';
const WAITING = { state: 'REVIEW' } as const;

/** The review queue, alive: it asks again and again for what came in and what others decided. */
export function useQueue(list: BookingList, asked: AdminBookingRow | null) {
  const { language } = useShell();
  const [queue, setQueue] = useState(() => queues.startQueue(list, asked));
  const [isOffline, setOffline] = useState(false);
  const [arrived, setArrived] = useState(0);
  const [round, setRound] = useState(0);

  const waiting = queues.waitingIn(queue);
  const at = queue.rows.findIndex(({ id }) => id === queue.current?.id);
  const isRunningOut = queue.cursor !== null && queue.rows.length - at <= FEW;

  const refresh = useEffectEvent(async () => {
    const limit = Math.min(Math.max(ROWS_MIN, queue.rows.length + SPARE_ROWS), ROWS_MAX);
    const query = new URLSearchParams({ ...WAITING, limit: String(limit) });
    const answer = await askApi<BookingList>(`${PATH}?${query}`, { language });
    setOffline(!answer.ok);
    setRound((count) => count + 1);
    if (!answer.ok) return;
    const known = new Set(queue.rows.map(({ id }) => id));
    const isNew = ({ id }: AdminBookingRow) => !known.has(id) && !queue.decided.has(id);
    setArrived(answer.data.data.filter(isNew).length);
    setQueue((latest) => queues.mergeHead(latest, answer.data));
  });

  const delayMs = waiting.length === 0 ? IDLE_MS : BUSY_MS;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    async function look(): Promise<void> {
      if (document.visibilityState === 'visible') await refresh();
      if (!isOver) timer = setTimeout(look, delayMs);
    }
    function onShow(): void {
      if (document.visibilityState !== 'visible') return;
      clearTimeout(timer);
      void look();
    }
    timer = setTimeout(look, delayMs);
    document.addEventListener('visibilitychange', onShow);
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onShow);
    };
  }, [delayMs]);

  useEffect(() => {
    if (!isRunningOut || !queue.cursor) return;
    const query = new URLSearchParams({
      ...WAITING,
      limit: String(ROWS_MIN),
      cursor: queue.cursor,
    });
    void askApi<BookingList>(`${PATH}?${query}`, { language }).then((answer) => {
      if (answer.ok) setQueue((latest) => queues.appendPage(latest, answer.data));
    });
  }, [isRunningOut, queue.cursor, language]);

  return {
    queue,
    waiting,
    isOffline,
    /** How many came with the last look. */
    arrived,
    /** Counts the looks, for whoever wants to try again with them. */
    round,
    next: () => setQueue(queues.goOn),
    back: () => setQueue(queues.goBack),
    leave: (id: string) => setQueue((latest) => queues.leave(latest, id)),
    comeBack: (row: AdminBookingRow, isLookedAt: boolean) =>
      setQueue((latest) => queues.comeBack(latest, row, isLookedAt)),
  };
}
