import type { ReactNode } from 'react';
import { useShell } from '../../shell/site.ts';
import { cn } from '../../ui/cn.ts';
import { useText } from '../i18n/use-text.ts';
import { TITLE_ID } from './use-focus-on-navigation.ts';

/** A page of the organiser: its title, what can be done beside it, and the rest beneath. */
export function AdminPage({
  title,
  lead,
  actions,
  isWide = false,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Takes all the width there is, for tables. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) {
  const t = useText();
  const { site } = useShell();
  return (
    <div className={cn('space-y-6', !isWide && 'max-w-5xl')}>
      <title>{`${title} · ${t('shell.organiser')} · ${site.projectName}`}</title>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="space-y-1">
          <h1
            id={TITLE_ID}
            tabIndex={-1}
            className="text-2xl font-extrabold outline-none sm:text-3xl"
          >
            {title}
          </h1>
          {lead && <p className="text-muted">{lead}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
