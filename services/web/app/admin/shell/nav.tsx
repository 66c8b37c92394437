import { useRef } from 'react';
import { Form, NavLink } from 'react-router';
import { cn } from '../../ui/cn.ts';
import { Icon } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import { placesFor } from './navigation.ts';
import { useFrame } from './use-frame.ts';

/** Beside the page on a wide screen. */
export function SideNav() {
  const t = useText();
  return (
    <nav
      aria-label={t('shell.pages')}
      className="sticky top-0 hidden h-[calc(100dvh-4.0625rem)] w-60 shrink-0 flex-col gap-6 overflow-y-auto border-r border-line px-3 py-5 lg:flex"
    >
      <Places />
      <Account className="mt-auto" />
    </nav>
  );
}

/** Above the page on a phone: opens without script too, and closes when one goes somewhere. */
export function TopNav() {
  const t = useText();
  const menu = useRef<HTMLDetailsElement>(null);
  return (
    <details ref={menu} className="group border-b border-line lg:hidden">
      <summary className="flex min-h-12 cursor-pointer list-none items-center gap-2.5 px-4 font-semibold [&::-webkit-details-marker]:hidden">
        <Icon name="menu" className="group-open:hidden" />
        <Icon name="close" className="hidden group-open:block" />
        {t('shell.menu')}
      </summary>
      <nav
        aria-label={t('shell.pages')}
        className="space-y-6 px-3 pt-1 pb-5"
        onClick={({ target }) => {
          if ((target as Element).closest('a')) menu.current?.removeAttribute('open');
        }}
      >
        <Places />
        <Account />
      </nav>
    </details>
  );
}

function Places() {
  const t = useText();
  const { me } = useFrame();
  return (
    <ul className="space-y-1">
      {placesFor(me.role).map(({ to, name, icon }) => (
        <li key={to}>
          <NavLink
            to={to}
            end={to === '/admin'}
            className={({ isActive }) =>
              cn(
                'flex min-h-11 items-center gap-3 rounded-control px-3 font-semibold',
                isActive
                  ? 'bg-accent-soft text-accent-strong'
                  : 'text-muted hover:bg-sunken hover:text-ink',
              )
            }
          >
            <Icon name={icon} className="shrink-0" />
            {t(`shell.nav.${name}`)}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}

function Account({ className }: { readonly className?: string }) {
  const t = useText();
  const { me, csrfToken } = useFrame();
  return (
    <div className={cn('space-y-2 border-t border-line px-3 pt-4 text-sm', className)}>
      <p className="break-words text-muted">
        <span className="sr-only">{t('shell.signedInAs')} </span>
        {me.email ?? me.name}
      </p>
      <Form method="post" action="/admin/logout">
        <input type="hidden" name="csrfToken" value={csrfToken} />
        <button className="flex min-h-11 items-center gap-3 rounded-control font-semibold text-muted hover:text-ink">
          <Icon name="exit" />
          {t('shell.signOut')}
        </button>
      </Form>
    </div>
  );
}
