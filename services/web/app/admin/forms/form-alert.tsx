import { Link, useLocation } from 'react-router';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { Alert } from '../../ui/alert.tsx';
import { useText } from '../i18n/use-text.ts';

/** Why a form was not taken: above its fields, which say the rest. */
export function FormAlert({
  problem,
  wrong,
  reused,
}: {
  readonly problem: Refusal;
  /** Fields that have something to mend. */
  readonly wrong: number;
  /** That the form had its effect before, in another tab. */
  readonly reused: string;
}) {
  const t = useText();
  const { pathname } = useLocation();
  if (problem.code === 'idempotency-key-reused' || problem.code === 'already-done') {
    return (
      <Alert tone="wait" isNews>
        <p className="font-semibold">{reused}</p>
        <p>{t('forms.nothingTwice')}</p>
        <Link reloadDocument to={pathname} className="font-semibold underline underline-offset-4">
          {t('forms.newForm')}
        </Link>
      </Alert>
    );
  }
  if (wrong === 0) return <RefusalAlert problem={problem} />;
  return (
    <Alert tone="bad" isNews>
      {t('forms.fix', { count: wrong })}
    </Alert>
  );
}
