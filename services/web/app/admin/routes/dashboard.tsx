import type { BookingState, Stats } from '@karcis/contracts';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
  useRevalidator,
} from 'react-router';
import { stateLooks } from '../../bookings/states.ts';
import { unwrap } from '../../server/unwrap.ts';
import { useFormat } from '../../shell/site.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Bars, Ring, StackedBar, Swatch } from '../dashboard/charts.tsx';
import { useSpell } from '../i18n/use-spell.ts';
import { useText } from '../i18n/use-text.ts';
import { organiserOf } from '../server/organiser.ts';
import { AdminPage } from '../shell/admin-page.tsx';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const answer = await api.bookings.stats();
  // Whoever stands at the door has no numbers to look at, and comes here by signing in.
  if (answer.status === 403) throw redirect('/admin/check-in');
  return unwrap(answer);
}

const REFRESH_MS = 30_000;

export default function DashboardPage() {
  const t = useText();
  const { zone } = useFormat();
  const stats = useLoaderData<typeof loader>();
  useRefresh();

  return (
    <AdminPage title={t('dashboard.title')} lead={t('dashboard.lead', { zone })}>
      <div className="grid gap-4 md:grid-cols-2">
        <Waiting stats={stats} />
        <Panel title={t('dashboard.rate')}>
          <ApprovalRate stats={stats} />
        </Panel>
        <Panel title={t('dashboard.today')} className="md:col-span-2">
          <Bars
            parts={[
              { name: t('dashboard.held'), count: stats.today.held, tone: 'accent' },
              { name: t('dashboard.submitted'), count: stats.today.submitted, tone: 'wait' },
              { name: t('dashboard.paid'), count: stats.today.paid, tone: 'good' },
              { name: t('dashboard.rejected'), count: stats.today.rejected, tone: 'bad' },
              { name: t('dashboard.expired'), count: stats.today.expired, tone: 'neutral' },
            ]}
          />
        </Panel>
        <Panel title={t('dashboard.states')} className="md:col-span-2">
          <States stats={stats} />
        </Panel>
      </div>
    </AdminPage>
  );
}

function Panel({
  title,
  className,
  children,
}: {
  readonly title: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={title}
      className={`min-w-0 space-y-4 rounded-card border border-line bg-surface p-5 ${className ?? ''}`}
    >
      <h2 className="text-lg">{title}</h2>
      {children}
    </section>
  );
}

type StatsProps = { readonly stats: Stats };

/** What to do now. */
function Waiting({ stats }: StatsProps) {
  const t = useText();
  const { number } = useFormat();
  const spell = useSpell();
  const { byState, oldestReviewSeconds, reviewSeconds } = stats;
  const count = byState.REVIEW ?? 0;
  return (
    <Panel title={t('dashboard.waiting')}>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="text-5xl font-extrabold tabular-nums">{number(count)}</p>
        {count > 0 && (
          <Button asChild>
            <Link to="/admin/review">{t('dashboard.review')}</Link>
          </Button>
        )}
      </div>
      <div className="space-y-1 text-muted">
        <p>
          {oldestReviewSeconds === null
            ? t('dashboard.waitingNone')
            : t('dashboard.oldest', { time: spell(oldestReviewSeconds) })}
        </p>
        {reviewSeconds.median !== null && (
          <p>{t('dashboard.median', { time: spell(reviewSeconds.median) })}.</p>
        )}
        {reviewSeconds.p95 !== null && (
          <p>{t('dashboard.p95', { time: spell(reviewSeconds.p95) })}.</p>
        )}
      </div>
    </Panel>
  );
}

function ApprovalRate({ stats: { approvalRate } }: StatsProps) {
  const t = useText();
  if (approvalRate === null) return <p className="text-muted">{t('dashboard.rateNone')}</p>;
  return (
    <div className="flex items-center gap-5">
      <Ring share={approvalRate} text={`${Math.round(approvalRate * 100)}%`} />
      <p className="text-muted">{t('dashboard.rateText')}</p>
    </div>
  );
}

function States({ stats: { byState, total } }: StatsProps) {
  const t = useText();
  const { t: shared } = useTranslation();
  const { number } = useFormat();
  if (total === 0) {
    return (
      <EmptyState icon="ticket" title={t('dashboard.empty')}>
        {t('dashboard.emptyText')}
      </EmptyState>
    );
  }
  const states = Object.keys(stateLooks).filter((state) => state !== 'APPROVED') as BookingState[];
  const parts = states
    .map((state) => ({
      name: shared(`booking.state.${state}`),
      count: byState[state] ?? 0,
      tone: stateLooks[state].tone,
    }))
    .filter(({ count }) => count > 0);
  return (
    <div className="space-y-4">
      <p className="text-muted">{t('dashboard.statesText', { count: total })}</p>
      <StackedBar parts={parts} />
      <dl className="flex flex-wrap gap-x-6 gap-y-2">
        {parts.map(({ name, count, tone }) => (
          <div key={name} className="flex items-center gap-2">
            <Swatch tone={tone} />
            <dt className="text-muted">{name}</dt>
            <dd className="font-bold tabular-nums">{number(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The numbers of a page that stays open are not older than this. */
function useRefresh(): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void revalidate();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [revalidate]);
}
