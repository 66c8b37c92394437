import { useMemo } from 'react';
import { useRouteLoaderData } from 'react-router';
import { type Format, createFormat } from '../i18n/format.ts';
import type { Language } from '../i18n/language.ts';
import type { Site, Theme } from '../server/exchange.ts';

/** What every page knows. */
export type Shell = {
  readonly language: Language;
  readonly theme: Theme;
  readonly site: Site;
  /** Who is signed in to an account of their own, or null. */
  readonly email: string | null;
};

const WITHOUT: Shell = {
  language: 'id',
  theme: 'system',
  site: {
    projectName: 'Karcis',
    organizationName: '',
    timeZone: 'Asia/Jakarta',
    requireLogin: false,
    publicUrl: '',
  },
  email: null,
};

/** Never fails: an error page needs it too. */
export const useShell = (): Shell => (useRouteLoaderData('root') as Shell | undefined) ?? WITHOUT;

/** Money and times in the visitor's language and the site's zone. */
export function useFormat(): Format {
  const { language, site } = useShell();
  return useMemo(() => createFormat(language, site.timeZone), [language, site.timeZone]);
}
