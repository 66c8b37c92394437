import { useTranslation } from 'react-i18next';
import { Announce } from '../live/announce.tsx';
import { cn } from '../ui/cn.ts';

const MINUTE = 60;

/** Minutes and seconds as a clock shows them, with a ring that empties. Read out at 5 minutes, 1 minute and the end only. */
export function CountdownRing({
  secondsLeft,
  secondsTotal,
}: {
  readonly secondsLeft: number;
  readonly secondsTotal: number;
}) {
  const { t } = useTranslation();
  const share = secondsTotal > 0 ? Math.min(1, secondsLeft / secondsTotal) : 0;
  const isShort = secondsLeft < MINUTE;
  const clock = `${Math.floor(secondsLeft / MINUTE)}:${String(secondsLeft % MINUTE).padStart(2, '0')}`;
  return (
    <div className="relative grid size-28 shrink-0 place-items-center sm:size-32">
      <svg viewBox="0 0 100 100" className="absolute inset-0 -rotate-90" aria-hidden="true">
        <circle cx="50" cy="50" r="45" fill="none" strokeWidth="6" className="stroke-sunken" />
        <circle
          cx="50"
          cy="50"
          r="45"
          fill="none"
          strokeWidth="6"
          strokeLinecap="round"
          pathLength={100}
          strokeDasharray={`${share * 100} 100`}
          className={cn(
            'transition-[stroke-dasharray] duration-1000 ease-linear motion-reduce:transition-none',
            isShort ? 'stroke-bad' : 'stroke-accent',
          )}
        />
      </svg>
      <p role="timer" aria-live="off" aria-label={t('pay.timeLeft')} className="text-center">
        <span className={cn('block text-2xl font-extrabold tabular-nums', isShort && 'text-bad')}>
          {clock}
        </span>
      </p>
      <Announce text={announcement(secondsLeft, t)} />
    </div>
  );
}

function announcement(secondsLeft: number, t: (key: AnnouncementKey) => string): string {
  if (secondsLeft === 0) return t('pay.announce0');
  if (secondsLeft <= MINUTE) return t('pay.announce1');
  if (secondsLeft <= 5 * MINUTE) return t('pay.announce5');
  return '';
}
type AnnouncementKey = 'pay.announce0' | 'pay.announce1' | 'pay.announce5';
