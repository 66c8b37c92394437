import { data } from 'react-router';
import type { Answer, Refusal } from '../../src/gateway/connection.ts';

/** The answer's data, or an error page that says what the gateway refused. */
export function unwrap<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.data;
  throw errorPage(answer.problem);
}

function errorPage(problem: Refusal) {
  const headers: Record<string, string> =
    problem.retryAfter === undefined ? {} : { 'Retry-After': String(problem.retryAfter) };
  return data(problem, { status: problem.status, headers });
}
