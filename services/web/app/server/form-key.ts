import { randomUUID } from 'node:crypto';
import type { Exchange } from './exchange.ts';

const KEY = /^[0-9a-f-]{36}$/;

const nameOf = (form: string) => `karcis_form_${form}`;

/**
 * The idempotency key of an opened form. A cookie keeps it through reloads and retries and shares it among tabs, and no
 * address shows it: whoever repeats a hold with its key is given its owner token.
 */
export function formKey({ cookies, setCookie }: Exchange, form: string): string {
  const known = cookies[nameOf(form)];
  if (known && KEY.test(known)) return known;

  const key = randomUUID();
  setCookie(`${nameOf(form)}=${key}; Path=/; SameSite=Lax; HttpOnly`);
  return key;
}

/** Whether the form comes from a browser that opened it: nobody else can set the cookie or knows what is in it. */
export const isFormKey = ({ cookies }: Exchange, form: string, key: unknown): boolean =>
  typeof key === 'string' && KEY.test(key) && key === cookies[nameOf(form)];

/** After success: a form that is opened anew is another one. */
export function forgetFormKey({ setCookie }: Exchange, form: string): void {
  setCookie(`${nameOf(form)}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly`);
}
