import { HoldRequest, describeIssue } from '@karcis/contracts';
import type { Language } from '../i18n/language.ts';
import { type FieldErrors, type HoldValues, errorsByField, toHoldRequest } from './hold-form.ts';

/** What the API would say of these values: by its own schema and in its own words. Loaded once somebody opens the form. */
export function checkHold(itemId: string, values: HoldValues, language: Language): FieldErrors {
  const { error } = HoldRequest.safeParse(toHoldRequest(itemId, values));
  const issues = error?.issues ?? [];
  return errorsByField(
    issues.map((issue) => ({
      pointer: issue.path.map((step) => `/${String(step)}`).join(''),
      detail: describeIssue(issue).detail[language],
    })),
    values,
  );
}
