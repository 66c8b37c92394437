import type { Exchange } from '../../server/exchange.ts';
import { isFormKey } from '../../server/form-key.ts';
import { pathOnly } from '../../server/path-only.ts';

/** The form whose key stands for a CSRF token while there is no session that one could belong to. */
export const SIGN_IN_FORM = 'signin';
const EMAIL_COOKIE = 'karcis_login_email';
const EMAIL_SECONDS = 10 * 60;

/** Where one goes on after signing in: a page of this site, and none of those that sign in. */
export function nextOf(wanted: unknown): string {
  const next = pathOnly(wanted, '/me');
  return /^\/(login|logout)\b/.test(next) ? '/me' : next;
}

/** Which address the code went to: in a cookie, since addresses of pages are kept and shared. */
export function rememberEmail({ setCookie }: Exchange, email: string): void {
  const value = encodeURIComponent(email);
  setCookie(
    `${EMAIL_COOKIE}=${value}; Path=/login; Max-Age=${EMAIL_SECONDS}; SameSite=Lax; HttpOnly`,
  );
}

export function rememberedEmail({ cookies }: Exchange): string | null {
  try {
    return decodeURIComponent(cookies[EMAIL_COOKIE] ?? '') || null;
  } catch {
    return null;
  }
}

export const isOurForm = (exchange: Exchange, form: FormData): boolean =>
  isFormKey(exchange, SIGN_IN_FORM, form.get('token'));

export const FORM_EXPIRED = { code: 'csrf-token-invalid', status: 403, title: '' } as const;
