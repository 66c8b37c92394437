import { CreatePaymentMethod, describeIssue } from '@karcis/contracts';
import type { Language } from '../../i18n/language.ts';
import type { Check } from '../forms/use-live-errors.ts';
import { readMethodForm, toMethodRequest } from './method-values.ts';

/** What the API would say of the form, by its own schema and in its own words. */
export const checkMethod =
  (language: Language): Check =>
  (form) => {
    const { error } = CreatePaymentMethod.safeParse(toMethodRequest(readMethodForm(form)));
    const found: Record<string, string> = {};
    for (const issue of error?.issues ?? []) {
      found[issue.path.join('.')] ??= describeIssue(issue).detail[language];
    }
    return found;
  };
