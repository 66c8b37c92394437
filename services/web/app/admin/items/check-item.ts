import { CreateItem, UpdateItem, describeIssue } from '@karcis/contracts';
import type { Language } from '../../i18n/language.ts';
import type { Check } from '../forms/use-live-errors.ts';
import { fieldOf } from './item-outcome.ts';
import { type ItemValues, changesOf, readItemForm, toItemRequest } from './item-values.ts';

/** What the API would say of the form, by its own schema and in its own words. `before` is set where an item is changed. */
export const checkItem =
  (before: ItemValues | undefined, timeZone: string, language: Language): Check =>
  (form) => {
    const values = readItemForm(form);
    const { error } = before
      ? UpdateItem.safeParse(changesOf(values, before, timeZone))
      : CreateItem.safeParse(toItemRequest(values, timeZone));
    const found: Record<string, string> = {};
    for (const issue of error?.issues ?? []) {
      found[fieldOf(issue.path.join('.'))] ??= describeIssue(issue).detail[language];
    }
    return found;
  };
