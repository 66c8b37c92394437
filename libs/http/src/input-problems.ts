import { describeIssue } from '@karcis/contracts';
import type { ZodError, core } from 'zod';

import { type InputProblem, type Problem, problem } from './problem.ts';

/** A client learns from the first dozens; the rest would only make the answer long. */
const PROBLEMS_MAX = 50;

/** Everything that a schema refused, as one answer. */
export function invalidInput(error: ZodError): Problem {
  const errors = error.issues.flatMap(toInputProblems).slice(0, PROBLEMS_MAX);
  return problem('validation-failed', { errors });
}

/** RFC 6901: `['attendees', 0, 'a/b']` is `/attendees/0/a~1b`. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function toInputProblems(issue: core.$ZodIssue): InputProblem[] {
  const { code, detail } = describeIssue(issue);
  const paths =
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key])
      : [issue.path];
  return paths.map((path) => ({ pointer: pointerTo(path), code, detail }));
}
