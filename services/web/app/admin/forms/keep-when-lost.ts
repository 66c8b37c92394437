import { type ClientActionFunctionArgs, data } from 'react-router';
import { refusalOf } from '../../live/refusal-of.ts';
import type { Refused } from '../server/outcome.ts';

/**
 * A route's `clientAction`: while the connection is away, or too much is asked, the form stays as it is, with all that was
 * typed and its key, and says that nothing was changed.
 */
export async function keepWhenLost({ serverAction }: ClientActionFunctionArgs): Promise<unknown> {
  try {
    return await serverAction();
  } catch (error) {
    const problem = refusalOf(error);
    if (!problem) throw error;
    // The status keeps the router from loading the page anew, which would fail as well and take the form away.
    return data<Refused>({ problem }, { status: problem.status });
  }
}
