import type { TFunction } from 'i18next';
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
    if (problem.code === 'rate-limited') return [t('error.tooMany'), waitText(problem, t)];
    if (problem.code === 'service-unavailable') return [t('error.busy'), t('error.busyText')];
    return [problem.title || t('error.unexpected'), text ?? problem.detail];
  }
}

/** How long to wait, by the answer's header or, where pages do not get to see that, by its words. */
export function waitText(
  { retryAfter, detail }: Pick<Partial<Refusal>, 'retryAfter' | 'detail'>,
  t: TFunction,
): string {
  if (retryAfter === undefined && detail) return `${detail} ${t('error.nothingLost')}`;
  return t('error.tooManyText', { seconds: retryAfter ?? 60 });
}
