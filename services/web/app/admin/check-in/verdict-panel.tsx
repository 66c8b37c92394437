import { readableCode } from '../../i18n/format.ts';
import { cn } from '../../ui/cn.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import type { Verdict } from './entries.ts';
import { toneOf } from './signals.ts';

const LOOKS = {
  good: { icon: 'check', colours: 'bg-good text-paper' },
  wait: { icon: 'warning', colours: 'bg-wait text-paper' },
  bad: { icon: 'close', colours: 'bg-bad text-paper' },
} as const satisfies Record<string, { icon: IconName; colours: string }>;

/** The answer, to be read at arm's length: colour, sign and words say the same. */
export function VerdictPanel({
  verdict,
  time,
}: {
  readonly verdict: Verdict | undefined;
  readonly time: (instant: string) => string;
}) {
  const t = useText();
  const tone = verdict && toneOf(verdict);
  return (
    <div
      role="status"
      data-tone={tone}
      className={cn(
        'flex min-h-44 items-center gap-5 rounded-card p-6',
        tone ? LOOKS[tone].colours : 'bg-sunken text-muted',
      )}
    >
      {!verdict || !tone ? (
        <p className="text-xl font-semibold">{t('checkIn.ready')}</p>
      ) : (
        <>
          <Icon name={LOOKS[tone].icon} className="size-16 shrink-0" strokeWidth={2.4} />
          <div className="min-w-0 space-y-1">
            <p className="text-3xl leading-tight font-extrabold">{headline(verdict, t)}</p>
            <p className="text-xl font-semibold break-words">{detail(verdict, t, time)}</p>
          </div>
        </>
      )}
    </div>
  );
}

function headline(verdict: Verdict, t: ReturnType<typeof useText>): string {
  if (verdict.kind !== 'in') return t(`checkIn.verdict.${verdict.kind}`);
  if (verdict.isNew) return t('checkIn.verdict.inNew');
  return t(verdict.offline ? 'checkIn.verdict.inOffline' : 'checkIn.verdict.in');
}

function detail(
  verdict: Verdict,
  t: ReturnType<typeof useText>,
  time: (instant: string) => string,
): string {
  switch (verdict.kind) {
    case 'in': {
      const place = t('checkIn.place', { place: verdict.place });
      const code = verdict.bookingCode && readableCode(verdict.bookingCode);
      return [verdict.attendee, place, code].filter(Boolean).join(' · ');
    }
    case 'already-in': {
      const when = { time: time(verdict.at), door: verdict.door };
      return [verdict.attendee, t('checkIn.verdict.alreadyAt', when)].filter(Boolean).join(' · ');
    }
    case 'invalid':
      return t(`checkIn.reason.${verdict.reason}`);
    case 'unsure':
      return t(`checkIn.why.${verdict.why}`);
  }
}
