import type { Refusal } from '../../../src/gateway/connection.ts';
import { errorsByField } from '../forms/errors-by-field.ts';
import type { FieldErrors } from '../forms/use-live-errors.ts';
import type { ItemValues } from './item-values.ts';

/** What came of sending an item's form, when it was not saved: refused, or only its list of questions was changed. */
export type ItemOutcome = {
  readonly values?: ItemValues;
  readonly problem?: Refusal & { readonly inUse?: number };
  /** Whether the refusal is about the picture that came with the form. */
  readonly isOfImage?: boolean;
};

/** Refusals beside the fields that they are about. `ofCapacity` says in words that so many places are in use. */
export function itemErrors(
  { problem, isOfImage }: ItemOutcome,
  ofCapacity: (inUse: number) => string,
): FieldErrors {
  if (!problem) return {};
  if (isOfImage) return { imageUrl: problem.title };
  if (problem.code === 'slug-taken') return { slug: problem.title };
  if (problem.code === 'capacity-in-use') return { capacity: ofCapacity(problem.inUse ?? 0) };
  const found = Object.entries(errorsByField(problem));
  return Object.fromEntries(found.map(([path, detail]) => [fieldOf(path), detail]));
}

/** The form's field that is about a part of the request. */
export const fieldOf = (path: string) => (path === 'holdTtlSeconds' ? 'holdMinutes' : path);
