import type { ParseKeys } from 'i18next';
import { data, redirect } from 'react-router';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { type Exchange } from '../../server/exchange.ts';
import { forgetFormKey } from '../../server/form-key.ts';

/** Which of the organiser's texts says what was done. */
export type DoneText = ParseKeys<'admin'>;

/** One deed, by the name of the text that tells it. */
export type Done = { readonly text: string };

const COOKIE = 'karcis_done';
const TEXT = /^[\w.]{1,80}$/;

/**
 * After a form had its effect: goes to a page, which says so once. `form` is the name that its key was kept under, where
 * `formKey` made it: what is opened next is another form.
 */
export function succeed(
  exchange: Exchange,
  { to, done, form }: { readonly to: string; readonly done: DoneText; readonly form?: string },
) {
  if (form) forgetFormKey(exchange, form);
  exchange.setCookie(`${COOKIE}=${done}; Path=/admin; Max-Age=60; SameSite=Lax; HttpOnly`);
  return redirect(to, 303);
}

/** What the page says that comes after a form, or null. Says it once; each deed is another object, were it the same text twice. */
export function takeDone({ cookies, setCookie }: Exchange): Done | null {
  const text = cookies[COOKIE];
  if (!text || !TEXT.test(text)) return null;
  setCookie(`${COOKIE}=; Path=/admin; Max-Age=0; SameSite=Lax; HttpOnly`);
  return { text };
}

/** What an action answers when the API refused: the page shows it with what was typed. */
export type Refused<Values = unknown> = { readonly problem: Refusal; readonly values?: Values };

export const refuse = <Values>(problem: Refusal, values?: Values) =>
  data<Refused<Values>>(
    { problem, ...(values !== undefined && { values }) },
    { status: problem.status },
  );
