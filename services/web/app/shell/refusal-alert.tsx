import { useTranslation } from 'react-i18next';
import type { Refusal } from '../../src/gateway/connection.ts';
import { Alert } from '../ui/alert.tsx';

/** Why something was not done, in the API's words; in ours where it speaks to programs, or does not speak at all. */
export function RefusalAlert({
  problem,
  text,
}: {
  readonly problem: Pick<Refusal, 'code' | 'title' | 'detail' | 'retryAfter'>;
  /** Something more fitting than the problem's own detail. */
  readonly text?: string | undefined;
}) {
  const { t } = useTranslation();
  const [title, detail] = words();
  return (
    <Alert tone="bad" isNews>
      <p className="font-semibold">{title}</p>
      {detail && <p>{detail}</p>}
    </Alert>
  );

  function words(): readonly [string, string | undefined] {
    if (problem.code === 'csrf-token-invalid') return [t('error.form'), t('error.formText')];
    if (problem.code === 'rate-limited') {
      return [t('error.tooMany'), t('error.tooManyText', { seconds: problem.retryAfter ?? 60 })];
    }
    if (problem.code === 'service-unavailable') return [t('error.busy'), t('error.busyText')];
    return [problem.title || t('error.unexpected'), text ?? problem.detail];
  }
}
