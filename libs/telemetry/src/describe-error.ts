type DescribedError = {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly stack?: string;
  readonly cause?: DescribedError;
};

const CAUSES_MAX = 5;

/**
 * What of an error goes into a log. Other fields stay out: Postgres puts the offending row's values
 * into `detail` and `where`.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!Error.isError(error)) return { type: typeof error, message: String(error) };

  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(constraint !== undefined && { constraint }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(error.cause !== undefined &&
      depth < CAUSES_MAX && { cause: describeError(error.cause, depth + 1) }),
  };
}
