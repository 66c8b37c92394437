import { pathOnly } from '../../server/path-only.ts';

/** The form whose key stands for a CSRF token while there is no session that one could belong to. */
export const LOGIN_FORM = 'login';
const HOME = '/admin';

/** To a page of the organiser and nowhere else. */
export function organiserPath(wanted: unknown): string {
  const next = pathOnly(wanted, HOME);
  return next.startsWith(`${HOME}/`) && !next.startsWith('/admin/log') ? next : HOME;
}
