import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** Where a list would be: why there is nothing, and what to do about it. */
export const EmptyState = ({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) => (
  <div className="grid justify-items-center gap-3 rounded-card border border-dashed border-line-strong px-6 py-16 text-center">
    <Icon name={icon} width="2.5rem" height="2.5rem" className="text-muted" />
    <p className="text-xl font-bold">{title}</p>
    {children && <div className="max-w-prose text-muted">{children}</div>}
    {action && <div className="pt-3">{action}</div>}
  </div>
);
