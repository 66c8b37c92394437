import { z } from 'zod';

const TEXT_MAX = 300;
/** Looked at before it is cut, so that nothing is cut in half and missed; bounded, since the pattern is not linear. */
const SEARCHED_MAX = 1_000;
const ID = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;
const ADDRESS = String.raw`[^\s@"'<>]+@[^\s@"'<>]+`;
const LONG_NUMBER = String.raw`\+?\d[\d ().-]{5,}\d`;
/** Ids are kept: by them the case can be found. */
const ID_OR_PERSONAL = new RegExp(`(${ID})|${ADDRESS}|${LONG_NUMBER}`, 'gi');

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
  const message = error.message
    .slice(0, SEARCHED_MAX)
    .replace(ID_OR_PERSONAL, (_found, id?: string) => id ?? '…');
  return `${error.name}: ${message}`.slice(0, TEXT_MAX);
}

const places = ({ issues }: z.ZodError) =>
  issues.map(({ path, code }) => `${path.join('.')} ${code}`).join(', ');

type DatabaseFailure = {
  readonly code?: unknown;
  readonly constraint?: string;
  readonly table?: string;
};
