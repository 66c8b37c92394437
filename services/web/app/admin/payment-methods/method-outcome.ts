import type { Refusal } from '../../../src/gateway/connection.ts';
import { errorsByField } from '../forms/errors-by-field.ts';
import type { FieldErrors } from '../forms/use-live-errors.ts';
import type { MethodValues } from './method-values.ts';

/** What came of sending the form, when it was not saved. */
export type MethodOutcome = {
  readonly values?: MethodValues;
  readonly problem?: Refusal;
  /** Whether the refusal is about the picture that came with the form. */
  readonly isOfImage?: boolean;
};

export const methodErrors = ({ problem, isOfImage }: MethodOutcome): FieldErrors =>
  problem && isOfImage ? { qrisUrl: problem.title } : errorsByField(problem);
