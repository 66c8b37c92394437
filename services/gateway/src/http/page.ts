import { ProblemError } from '@karcis/http';

/** The page, if the cursor was one of ours. Throws `validation-failed` otherwise. */
export function pageFrom<A extends object>(answer: A): Exclude<A, { badCursor: true }> {
  if (!('badCursor' in answer)) return answer as Exclude<A, { badCursor: true }>;
  throw badCursor();
}

export const badCursor = () =>
  new ProblemError('validation-failed', {
    errors: [
      {
        pointer: '/cursor',
        code: 'invalid',
        detail: { id: 'Bukan dari nextCursor', en: 'Not from nextCursor' },
      },
    ],
  });
