import type { Refusal } from '../../src/gateway/connection.ts';
import { RefusalAlert } from '../shell/refusal-alert.tsx';
import { Alert } from '../ui/alert.tsx';

/** Why nobody was signed in: in these words where the API said that the input was wrong. */
export function SignInProblem({
  problem,
  wrong,
  text,
}: {
  readonly problem: Refusal;
  readonly wrong: string;
  readonly text?: string;
}) {
  const isInput = problem.code === 'login-code-invalid' || problem.code === 'validation-failed';
  if (!isInput) return <RefusalAlert problem={problem} />;
  return (
    <Alert tone="bad" isNews>
      <p className="font-semibold">{wrong}</p>
      {text && <p>{text}</p>}
    </Alert>
  );
}
