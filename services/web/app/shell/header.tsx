import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { cn } from '../ui/cn.ts';
import { Icon } from '../ui/icon.tsx';
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

/** Of organisers' pages it takes all the width, and does not speak of the accounts of those who book. */
export function Header({ isOrganiser = false }: { readonly isOrganiser?: boolean }) {
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
      <div
        className={cn(
          'flex h-16 items-center justify-between gap-4',
          isOrganiser ? 'px-4 lg:px-6' : 'page',
        )}
      >
        <Link
          to="/"
          aria-label={t('shell.home', { name: site.projectName })}
          className="flex min-w-0 items-center gap-2.5 rounded-control text-lg font-extrabold tracking-tight"
        >
          <Mark />
          <span className="truncate">{site.projectName}</span>
        </Link>
        <div className="flex items-center gap-1">
          {/* Organisers are somebody else there, and their frame says who. */}
          {!isOrganiser && <Person />}
          <Preferences />
        </div>
      </div>
    </header>
  );
}

/** Who is signed in to an account of their own, or the way in. */
function Person() {
  const { t } = useTranslation();
  const { email } = useShell();
  return (
    <Link
      to={email ? '/me' : '/login'}
      title={email ?? undefined}
      className="inline-flex min-h-11 items-center gap-2 rounded-control px-2.5 font-semibold text-muted hover:bg-sunken hover:text-ink"
    >
      <Icon name="person" className="shrink-0" />
      <span className={email ? 'sr-only md:not-sr-only' : 'sr-only sm:not-sr-only'}>
        <span className="block max-w-48 truncate">
          {email ? <span className="sr-only">{t('shell.account')} </span> : t('shell.signIn')}
          {email}
        </span>
      </span>
    </Link>
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
