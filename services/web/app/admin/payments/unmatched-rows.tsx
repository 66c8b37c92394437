import type { UnmatchedPayment } from '@karcis/contracts';
import { useFormat } from '../../shell/site.ts';
import { useText } from '../i18n/use-text.ts';

/** What providers said that found no booking: for a person to look into. */
export function UnmatchedRows({ rows }: { readonly rows: readonly UnmatchedPayment[] }) {
  const t = useText();
  const format = useFormat();
  return (
    <section className="space-y-4 pt-10">
      <h2 className="text-xl">{t('payments.unmatched.title')}</h2>
      <p className="max-w-prose text-muted">{t('payments.unmatched.lead')}</p>
      <ul className="divide-y divide-line rounded-card border border-line bg-surface">
        {rows.map((row) => (
          <li
            key={`${row.provider} ${row.eventId}`}
            className="flex flex-wrap justify-between gap-x-6 gap-y-1 px-5 py-3"
          >
            <div className="min-w-0">
              <p className="font-semibold">
                {t(`payments.providers.${row.provider as 'stripe'}`)} · {row.status}
                {row.amount !== null && row.currency !== null && (
                  <> · {format.money(row.amount, row.currency)}</>
                )}
              </p>
              <code className="text-sm break-all text-muted">{row.reference}</code>
            </div>
            <p className="text-sm text-muted">
              {t(`payments.unmatched.problems.${row.problem as 'unknown-booking'}`, {
                defaultValue: row.problem,
              })}{' '}
              · {t('payments.unmatched.tries', { count: row.attempts })} ·{' '}
              {format.brief(row.receivedAt)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
