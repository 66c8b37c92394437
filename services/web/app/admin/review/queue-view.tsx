import type { AdminBooking, Item } from '@karcis/contracts';
import { useEffect, useRef, useState } from 'react';
import type { BookingList } from '../../../src/gateway/admin/bookings.ts';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { Alert } from '../../ui/alert.tsx';
import { useText } from '../i18n/use-text.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { BookingFacts, BookingSummary } from './booking-facts.tsx';
import { DecisionBar } from './decision-bar.tsx';
import { EmptyQueue } from './empty-queue.tsx';
import { KeysHelp } from './keys-help.tsx';
import { proofFile } from './proof-file.ts';
import { ProofFrame } from './proof-frame.tsx';
import { Decided, News, Progress } from './queue-parts.tsx';
import { isWaiting, nextOf } from './queue.ts';
import { reasonKeys } from './reasons.ts';
import { UndoBar } from './undo-bar.tsx';
import { useAsked } from './use-asked.ts';
import { useKeys } from './use-keys.ts';
import { useReview } from './use-review.ts';
import { zoomIn, zoomOut } from './zoom.ts';

type QueueViewProps = {
  readonly list: BookingList;
  readonly booking: AdminBooking | null;
  readonly item: Item | null;
  readonly formKey: string;
  readonly problem: Refusal | undefined;
};

/** How many of those that come next are fetched with their pictures. */
const AHEAD = 2;

export function QueueView({ list, booking, item, formKey, problem }: QueueViewProps) {
  const t = useText();
  const review = useReview(list, booking, formKey);
  const { queue, waiting, current, round, pending, unsent } = review;
  const [zoom, setZoom] = useState(1);
  const [isRejecting, setRejecting] = useState(problem?.code === NO_REASON);
  const [hasNoReason, setNoReason] = useState(problem?.code === NO_REASON);
  const [isHelping, setHelping] = useState(false);

  const next = nextOf(queue);
  const at = waiting.findIndex(({ id }) => id === current?.id);
  const ahead = waiting.filter(({ id }) => id !== current?.id);
  const coming = [...ahead.slice(Math.max(at, 0)), ...ahead].slice(0, AHEAD);
  const unique = coming.filter((row, index) => coming.indexOf(row) === index);
  const isOpen = isWaiting(queue);
  // What was decided elsewhere meanwhile is asked for once more: it says by what.
  const currentRef = current && !isOpen && at < 0 ? `${current.id}#again` : current?.id;
  const ids = [currentRef, ...unique.map(({ id }) => id)].filter((id) => id !== undefined);
  const details = useAsked<AdminBooking>(
    '/api/admin/bookings',
    ids,
    round,
    booking ? { [booking.state === 'REVIEW' ? booking.id : `${booking.id}#again`]: booking } : {},
  );
  const items = useAsked<Item>(
    '/api/admin/items',
    [...new Set([current, ...unique].flatMap((row) => (row ? [row.item.id] : [])))],
    round,
    item ? { [item.id]: item } : {},
  );
  const shown = details[currentRef ?? ''] ?? details[current?.id ?? ''];
  useAddress(current?.id);

  function rejecting(isOn: boolean): void {
    setRejecting(isOn && isOpen);
    setNoReason(false);
  }
  function reject(reason: string): void {
    if (!reason) return setNoReason(true);
    if (review.decide(reason)) rejecting(false);
  }
  function approve(): void {
    if (review.decide(null)) rejecting(false);
  }
  function go(how: () => void): void {
    rejecting(false);
    how();
  }

  const reasons = Object.fromEntries(
    reasonKeys.map((key, index) => [String(index + 1), () => reject(t(`review.reasons.${key}`))]),
  );
  useKeys({
    '?': () => setHelping(true),
    '+': () => setZoom(zoomIn),
    '=': () => setZoom(zoomIn),
    '-': () => setZoom(zoomOut),
    '0': () => setZoom(1),
    u: () => go(review.undo),
    s: () => go(review.next),
    j: () => go(review.next),
    k: () => go(review.back),
    r: () => rejecting(!isRejecting),
    o: () => {
      if (current?.proof) open(proofFile(current.proof.id), '_blank', 'noopener');
    },
    ...(isRejecting ? { ...reasons, escape: () => rejecting(false) } : { a: approve }),
  });

  return (
    <AdminPage
      title={t('review.title')}
      lead={waiting.length > 0 && <Progress {...{ review, at }} />}
      actions={
        <div className="hidden lg:block">
          <KeysHelp isOpen={isHelping} onOpen={setHelping} />
        </div>
      }
      isWide
    >
      <News review={review} />
      {review.isOffline && <Alert tone="wait">{t('review.offline')}</Alert>}
      {unsent.length > 0 && (
        <Alert tone="bad">{t('review.unsent', { count: unsent.length })}</Alert>
      )}
      {problem && problem.code !== NO_REASON && problem.code !== 'invalid-transition' && (
        <RefusalAlert problem={problem} />
      )}
      {!current && <EmptyQueue />}
      {current && (
        <div className="flex flex-col gap-x-6 gap-y-4 lg:-mb-10 lg:grid lg:h-[calc(100dvh-12.5rem)] lg:min-h-[30rem] lg:grid-cols-[1fr_24rem] lg:grid-rows-[auto_1fr_auto]">
          <div className="lg:col-start-2">
            <BookingSummary booking={current} details={shown} />
          </div>
          <ProofFrame
            booking={current}
            coming={unique}
            zoom={zoom}
            onZoom={setZoom}
            className="relative h-[62dvh] overflow-hidden rounded-card border border-line bg-sunken lg:col-start-1 lg:row-span-3 lg:row-start-1 lg:h-auto"
          />
          <div
            // Scrolled by keys too.
            tabIndex={0}
            role="region"
            aria-label={t('review.open')}
            className="min-h-0 rounded-control lg:col-start-2 lg:overflow-y-auto lg:pr-1"
          >
            <BookingFacts
              booking={current}
              details={shown}
              questions={items[current.item.id]?.submission.fields}
            />
          </div>
          <div className="sticky bottom-0 -mx-4 border-t border-line bg-paper px-4 py-3 lg:static lg:col-start-2 lg:mx-0 lg:px-0 lg:pb-0">
            {isOpen ? (
              <DecisionBar
                bookingId={current.id}
                nextId={next?.id ?? null}
                formKey={formKey}
                isRejecting={isRejecting}
                error={hasNoReason ? t('review.rejectMissing') : undefined}
                onRejecting={rejecting}
                onApprove={approve}
                onReject={reject}
                onSkip={() => go(review.next)}
              />
            ) : (
              <Decided booking={shown} onNext={review.next} />
            )}
          </div>
        </div>
      )}
      {pending && <UndoBar decision={pending} onUndo={() => go(review.undo)} />}
    </AdminPage>
  );
}

/** What our own action answers where nobody asked the API. */
export const NO_REASON = 'validation-failed';

/** The address names what is looked at, so that reloading the page shows it again. */
function useAddress(id: string | undefined): void {
  const known = useRef(id);
  useEffect(() => {
    if (known.current === id) return;
    known.current = id;
    history.replaceState(history.state, '', id ? `/admin/review/${id}` : '/admin/review');
  }, [id]);
}
