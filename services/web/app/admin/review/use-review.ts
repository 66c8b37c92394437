import type { AdminBookingRow, BookingState } from '@karcis/contracts';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookingList } from '../../../src/gateway/admin/bookings.ts';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { shownState } from '../../bookings/states.ts';
import { useText } from '../i18n/use-text.ts';
import { useToast } from '../shell/toasts.tsx';
import type { Decision } from './decider.ts';
import { isWaiting } from './queue.ts';
import { useDecider } from './use-decider.ts';
import { useQueue } from './use-queue.ts';

/**
 * So long a booking has to have been in sight before it can be decided: the second half of a double click, or of a key
 * pressed twice, is not meant for the next one.
 */
const IN_SIGHT_MS = 500;

/** The queue with its decisions: what one does, and what becomes of it. */
export function useReview(list: BookingList, asked: AdminBookingRow | null, formKey: string) {
  const t = useText();
  const { t: shared } = useTranslation();
  const toast = useToast();
  const queue = useQueue(list, asked);
  const { decider, decisions } = useDecider(onRefused);
  const [said, setSaid] = useState('');
  const count = useRef(0);
  const current = queue.queue.current;
  const sinceMs = useRef(0);
  useEffect(() => {
    sinceMs.current = performance.now();
  }, [current?.id]);

  function onRefused({ booking }: Decision, problem: Refusal): void {
    if (problem.code === 'invalid-transition') {
      toast({ tone: 'bad', text: meanwhile(booking, problem) });
      return;
    }
    toast({
      tone: 'bad',
      text: t('review.refused', {
        name: booking.name,
        why: problem.detail ?? problem.title,
      }),
    });
    queue.comeBack(booking, false);
  }

  function meanwhile(booking: AdminBookingRow, problem: Refusal): string {
    const { state } = problem as { readonly state?: BookingState };
    const { name } = booking;
    if (state === 'PAID' || state === 'REJECTED') return t(`review.meanwhile.${state}`, { name });
    const word = state ? shared(`booking.state.${shownState(booking, state)}`) : '';
    return t('review.meanwhile.other', { name, state: word });
  }

  /** False when it is too soon, or when there is nothing to decide. */
  function decide(reason: string | null): boolean {
    if (!current || !isWaiting(queue.queue)) return false;
    if (performance.now() - sinceMs.current < IN_SIGHT_MS) return false;
    count.current += 1;
    decider.decide({ booking: current, reason, key: `${formKey}-${count.current}` });
    setSaid(t(reason === null ? 'review.approving' : 'review.rejecting', { name: current.name }));
    queue.leave(current.id);
    return true;
  }

  function undo(): void {
    const undone = decider.undo();
    if (!undone) return;
    queue.comeBack(undone.booking, true);
    setSaid(t('review.undone', { name: undone.booking.name }));
  }

  return { ...queue, current, ...decisions, said, decide, undo };
}
