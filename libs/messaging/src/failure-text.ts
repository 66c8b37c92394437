import { z } from 'zod';

const TEXT_MAX = 300;
const ADDRESS = /[^\s@"'<>]+@[^\s@"'<>]+/g;
/** Telephone and account numbers; ids keep their shape, since these runs exclude letters and dashes. */
const LONG_NUMBER = /\+?\d(?:[\d ().]{5,})\d/g;

/**
 * What of a failure may be kept beside an event: its kind and its message without what could be about a
 * person. Postgres quotes values in its messages, so of those only the code and the place remain.
 */
export function failureText(error: unknown): string {
  if (error instanceof z.ZodError)
    return `breaks its contract: ${places(error)}`.slice(0, TEXT_MAX);
  if (!(error instanceof Error)) return typeof error;

  const { code, constraint, table } = error as DatabaseFailure;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    return `Postgres ${code}${(constraint ?? table) ? ` at ${constraint ?? table}` : ''}`;
  }
  const message = error.message.replace(ADDRESS, '…').replace(LONG_NUMBER, '…');
  return `${error.name}: ${message}`.slice(0, TEXT_MAX);
}

const places = ({ issues }: z.ZodError) =>
  issues.map(({ path, code }) => `${path.join('.')} ${code}`).join(', ');

type DatabaseFailure = {
  readonly code?: unknown;
  readonly constraint?: string;
  readonly table?: string;
};
