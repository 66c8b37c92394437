import { type ActionFunctionArgs, redirect } from 'react-router';
import { isLanguage } from '../i18n/language.ts';
import { exchangeContext } from '../server/exchange.ts';
import { pathOnly } from '../server/path-only.ts';

const A_YEAR_SECONDS = 365 * 24 * 60 * 60;
const THEMES = ['system', 'light', 'dark'];

/** Remembers the visitor's language or appearance, and goes back to where they were. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { setCookie } = context.get(exchangeContext);
  const remember = (name: string, value: string) =>
    setCookie(`${name}=${value}; Path=/; Max-Age=${A_YEAR_SECONDS}; SameSite=Lax; HttpOnly`);

  const form = await request.formData();
  const lang = form.get('lang');
  const theme = form.get('theme');
  if (isLanguage(lang)) remember('karcis_lang', lang);
  if (typeof theme === 'string' && THEMES.includes(theme)) remember('karcis_theme', theme);
  return redirect(pathOnly(form.get('back')));
}

export const loader = () => redirect('/');
