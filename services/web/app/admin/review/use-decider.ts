import type { Booking } from '@karcis/contracts';
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { useShell } from '../../shell/site.ts';
import { askApi } from '../live/ask-api.ts';
import { useFrame } from '../shell/use-frame.ts';
import { type Decision, type Verdict, createDecider } from './decider.ts';

const UNDO_MS = 4_000;
const RETRY_MS = 3_000;
/** Not taken now, and perhaps the next time. */
const TRY_AGAIN = new Set(['service-unavailable', 'request-in-progress', 'rate-limited']);

/** Sends decisions to the API. Whoever leaves the page has decided. */
export function useDecider(onRefused: (decision: Decision, problem: Refusal) => void) {
  const { language } = useShell();
  const { csrfToken } = useFrame();
  const refused = useEffectEvent(onRefused);

  const send = useEffectEvent(async (decision: Decision): Promise<Verdict<Refusal>> => {
    const { booking, reason, key } = decision;
    const verb = reason === null ? 'approve' : 'reject';
    const answer = await askApi<Booking>(`/api/admin/bookings/${booking.id}/${verb}`, {
      language,
      change: { body: reason === null ? {} : { reason }, key, csrfToken },
    });
    if (answer.ok) return 'done';
    return TRY_AGAIN.has(answer.problem.code) ? 'again' : { refused: answer.problem };
  });

  const [decider] = useState(() =>
    createDecider<Refusal>({
      send: (decision) => send(decision),
      onRefused: (decision, problem) => refused(decision, problem),
      undoMs: UNDO_MS,
      retryMs: RETRY_MS,
    }),
  );
  useEffect(() => {
    const leave = () => decider.leave();
    const onHide = () => {
      if (document.visibilityState === 'hidden') decider.flush();
    };
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', onHide);
    return () => {
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', onHide);
      leave();
    };
  }, [decider]);

  const decisions = useSyncExternalStore(decider.subscribe, decider.current, decider.current);
  return { decider, decisions };
}
