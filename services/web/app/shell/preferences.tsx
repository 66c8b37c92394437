import { useTranslation } from 'react-i18next';
import { useFetcher, useLocation } from 'react-router';
import { type Language, languages } from '../i18n/language.ts';
import type { Theme } from '../server/exchange.ts';
import { cn } from '../ui/cn.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useShell } from './site.ts';

const THEMES: readonly { readonly theme: Theme; readonly icon: IconName }[] = [
  { theme: 'system', icon: 'device' },
  { theme: 'light', icon: 'sun' },
  { theme: 'dark', icon: 'moon' },
];
const NEXT_THEME: Readonly<Record<Theme, Theme>> = {
  system: 'light',
  light: 'dark',
  dark: 'system',
};

const NAMES: Readonly<Record<Language, string>> = { id: 'Bahasa Indonesia', en: 'English' };

/** Language and appearance, each a form of its own that works without script. */
export function Preferences() {
  const { t } = useTranslation();
  const { language, theme } = useShell();
  const fetcher = useFetcher();
  const { pathname, search } = useLocation();
  const here = <input type="hidden" name="back" value={pathname + search} />;

  const shown = (fetcher.formData?.get('theme') as Theme | null) ?? theme;
  const names = {
    system: t('shell.themeSystem'),
    light: t('shell.themeLight'),
    dark: t('shell.themeDark'),
  };
  const icon = THEMES.find((each) => each.theme === shown)?.icon ?? 'device';

  return (
    <div className="flex items-center gap-1">
      <form method="post" action="/preferences" className="flex" aria-label={t('shell.language')}>
        {here}
        {languages.map((code) => (
          <button
            key={code}
            name="lang"
            value={code}
            lang={code}
            aria-pressed={code === language}
            className={cn(
              'min-h-11 min-w-10 rounded-control text-sm font-semibold uppercase',
              code === language
                ? 'text-ink underline decoration-accent decoration-2 underline-offset-6'
                : 'text-muted hover:text-ink',
            )}
          >
            {code} <span className="sr-only">{NAMES[code]}</span>
          </button>
        ))}
      </form>
      <fetcher.Form method="post" action="/preferences">
        {here}
        <button
          name="theme"
          value={NEXT_THEME[shown]}
          aria-label={`${t('shell.theme')}: ${names[shown]}`}
          title={names[shown]}
          className="grid size-11 place-items-center rounded-control text-muted hover:bg-sunken hover:text-ink"
        >
          <Icon name={icon} />
        </button>
      </fetcher.Form>
    </div>
  );
}
