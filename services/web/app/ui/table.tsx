import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/**
 * A table that becomes a list of cards where it would not fit: below 1280 px, of which the navigation takes 240. The roles say what the elements are in themselves, because
 * browsers forget it once they are laid out otherwise.
 */
export const Table = ({ className, ...props }: ComponentProps<'table'>) => (
  <div className="xl:overflow-x-auto xl:rounded-card xl:border xl:border-line xl:bg-surface">
    <table
      role="table"
      className={cn('block w-full text-left xl:table xl:border-collapse', className)}
      {...props}
    />
  </div>
);

export const TableHeader = (props: ComponentProps<'thead'>) => (
  <thead
    role="rowgroup"
    className="sr-only xl:not-sr-only xl:table-header-group xl:border-b xl:border-line"
    {...props}
  />
);

export const TableBody = ({ className, ...props }: ComponentProps<'tbody'>) => (
  <tbody
    role="rowgroup"
    className={cn('block space-y-3 xl:table-row-group xl:divide-y xl:divide-line', className)}
    {...props}
  />
);

export const TableRow = ({ className, ...props }: ComponentProps<'tr'>) => (
  <tr
    role="row"
    className={cn(
      'block rounded-card border border-line bg-surface p-4 xl:table-row xl:rounded-none xl:border-x-0 xl:border-t-0 xl:bg-transparent xl:p-0 xl:last:border-b-0',
      className,
    )}
    {...props}
  />
);

export const TableHead = ({ className, ...props }: ComponentProps<'th'>) => (
  <th
    role="columnheader"
    scope="col"
    className={cn('px-4 py-3 text-sm font-semibold whitespace-nowrap text-muted', className)}
    {...props}
  />
);

/** `label` is its column's name, shown beside it on a card; without, it stands alone there. */
export const TableCell = ({
  className,
  label,
  children,
  ...props
}: ComponentProps<'td'> & { readonly label?: string }) => (
  <td
    role="cell"
    className={cn(
      'flex min-w-0 items-baseline justify-between gap-4 py-1 break-words xl:table-cell xl:px-4 xl:py-3 xl:align-middle',
      className,
    )}
    {...props}
  >
    {label && (
      <span aria-hidden="true" className="shrink-0 text-sm text-muted xl:hidden">
        {label}
      </span>
    )}
    <div className={cn('min-w-0', label && 'text-right xl:text-left')}>{children}</div>
  </td>
);
