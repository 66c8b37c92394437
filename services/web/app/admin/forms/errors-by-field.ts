import type { Refusal } from '../../../src/gateway/connection.ts';

/** The refusal's messages by the field that they point to (`/contact/email` is `contact.email`); '' for what has none. */
export function errorsByField(problem: Pick<Refusal, 'errors'> | undefined) {
  const found: Record<string, string> = {};
  for (const { pointer, detail } of problem?.errors ?? []) {
    found[pointer.slice(1).replaceAll('/', '.')] ??= detail;
  }
  return found as Readonly<Record<string, string | undefined>>;
}
