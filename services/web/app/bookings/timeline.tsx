import type { PublicBooking } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Grow } from '../ui/grow.tsx';
import { useFormat } from '../shell/site.ts';
import { cn } from '../ui/cn.ts';
import { Icon } from '../ui/icon.tsx';
import { shownState, stateLooks } from './states.ts';

const DOTS = {
  accent: 'bg-accent-soft text-accent-strong',
  good: 'bg-good-soft text-good',
  wait: 'bg-wait-soft text-wait',
  bad: 'bg-bad-soft text-bad',
  neutral: 'bg-sunken text-muted',
} as const;

/** Every state that the booking went through, the latest last. */
export function Timeline({ booking }: { readonly booking: PublicBooking }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className="space-y-4">
      <h2 className="text-xl">{t('booking.timeline')}</h2>
      <ol className="relative">
        {booking.timeline.map(({ state, at, by }, index) => {
          const shown = shownState(booking, state);
          const { tone, icon } = stateLooks[shown];
          const isLast = index === booking.timeline.length - 1;
          return (
            <li key={`${state} ${at}`}>
              <Grow className="relative flex gap-4 pb-6">
                {!isLast && (
                  <span
                    aria-hidden="true"
                    className="absolute top-9 bottom-0 left-[1.0625rem] w-0.5 bg-line"
                  />
                )}
                <span
                  className={cn('grid size-9 shrink-0 place-items-center rounded-full', DOTS[tone])}
                >
                  <Icon name={icon} />
                </span>
                <div>
                  <p className="font-semibold">{t(`booking.state.${shown}`)}</p>
                  <p className="text-sm text-muted">
                    <time dateTime={at}>{format.dateTime(at)}</time> · {t(`booking.by.${by}`)}
                  </p>
                </div>
              </Grow>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
