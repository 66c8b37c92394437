import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@karcis/telemetry';
import { ZodError } from 'zod';
import { invalidInput } from './input-problems.ts';
import { type Problem, ProblemError, problem, sendProblem } from './problem.ts';

/** Express's error middleware; a bare handler calls it with three arguments. */
export type ErrorAnswerer = (
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  next?: unknown,
) => void;

export type ProblemHandlerOptions = {
  readonly log: Pick<Logger, 'error'>;
  /** Says of a failure that trying again later may help: 503 in place of 500. */
  readonly isUnavailable?: (error: unknown) => boolean;
};

/** The one place where an exception becomes an answer. Only what nobody expected is logged. */
export function problemHandler({
  log,
  isUnavailable = () => false,
}: ProblemHandlerOptions): ErrorAnswerer {
  // Express knows error middleware by its four parameters.
  return (error, req, res, _next) => {
    const known = toProblem(error);
    if (known) return sendProblem(req, res, known);
    if (isUnavailable(error)) return sendProblem(req, res, problem('service-unavailable'));

    log.error(
      { err: error, method: req.method, requestId: res.getHeader('x-request-id') },
      'request failed',
    );
    sendProblem(req, res, problem('internal-error'));
  };
}

function toProblem(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof ZodError) return invalidInput(error);
  if (error instanceof URIError) return problem('malformed-request');
  return fromBodyParser(error);
}

/** body-parser marks with `expose` what is the client's doing. */
function fromBodyParser(error: unknown): Problem | undefined {
  if (!Error.isError(error)) return undefined;

  const { status, expose } = error as { status?: unknown; expose?: unknown };
  if (expose !== true || typeof status !== 'number' || status >= 500) return undefined;
  if (status === 413) return problem('payload-too-large');
  if (status === 415) return problem('unsupported-media-type');
  return problem('malformed-request');
}
