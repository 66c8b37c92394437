import type { Statement } from '@karcis/contracts';
import { useFormat } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { useText } from '../i18n/use-text.ts';

/** What became of an upload, with every line that could not be read. */
export function StatementRead({ statement }: { readonly statement: Statement }) {
  const t = useText();
  const { number } = useFormat();
  const { lines, credits, debits, repeated, broken } = statement;
  return (
    <Alert tone={broken.count > 0 ? 'wait' : 'good'} isNews>
      <p className="font-semibold">{t('transfers.read.done')}</p>
      <p>
        {t('transfers.read.lines', {
          lines: number(lines),
          credits: number(credits),
          debits: number(debits),
        })}{' '}
        {repeated > 0 && t('transfers.read.repeated', { number: number(repeated) })}
      </p>
      {broken.count > 0 && (
        <details>
          <summary className="min-h-11 cursor-pointer py-2 font-semibold">
            {t('transfers.read.broken', { number: number(broken.count) })}
          </summary>
          <ul className="max-h-60 overflow-y-auto text-sm" tabIndex={0}>
            {broken.first.map(({ line, reason }) => (
              <li key={line}>
                {t('transfers.read.line', {
                  line: number(line),
                  reason: t(`transfers.read.reasons.${reason}`),
                })}
              </li>
            ))}
            {broken.count > broken.first.length && (
              <li>
                {t('transfers.read.more', {
                  number: number(broken.count - broken.first.length),
                })}
              </li>
            )}
          </ul>
        </details>
      )}
    </Alert>
  );
}
