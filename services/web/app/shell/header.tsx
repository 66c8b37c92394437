import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Preferences } from './preferences.tsx';
import { useFormat, useShell } from './site.ts';

/** Two halves of a ticket, torn along the dots. */
const Mark = () => (
  <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
    <path
      className="fill-accent"
      d="M4 8a2 2 0 0 1 2-2h20a2 2 0 0 1 2 2v4.500a3.5 3.5 0 0 0 0 7V24a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-4.500a3.5 3.5 0 0 0 0-7Z"
    />
    <path
      className="stroke-accent-ink"
      strokeWidth="2"
      strokeLinecap="round"
      strokeDasharray="0.1 4"
      d="M19.5 9.500v14"
    />
    <path className="stroke-accent-ink" strokeWidth="2" strokeLinecap="round" d="M9 13h6M9 18h4" />
  </svg>
);

export function Header() {
  const { t } = useTranslation();
  const { site } = useShell();
  return (
    <header className="border-b border-line">
      <a
        href="#main"
        className="sr-only rounded-control bg-accent p-3 font-semibold text-accent-ink focus:not-sr-only focus:absolute focus:z-10"
      >
        {t('shell.skip')}
      </a>
      <div className="page flex h-16 items-center justify-between gap-4">
        <Link
          to="/"
          aria-label={t('shell.home', { name: site.projectName })}
          className="flex min-w-0 items-center gap-2.5 rounded-control text-lg font-extrabold tracking-tight"
        >
          <Mark />
          <span className="truncate">{site.projectName}</span>
        </Link>
        <Preferences />
      </div>
    </header>
  );
}

export function Footer() {
  const { t } = useTranslation();
  const { site } = useShell();
  const { zone } = useFormat();
  return (
    <footer className="mt-20 border-t border-line">
      <div className="page flex flex-wrap justify-between gap-x-8 gap-y-1 py-8 text-sm text-muted">
        <p>{t('shell.footer', { name: site.organizationName || site.projectName })}</p>
        <p>{t('shell.zone', { zone })}</p>
      </div>
    </footer>
  );
}
