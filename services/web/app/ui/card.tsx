import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** Paper on paper. */
export const Card = ({ className, ...props }: ComponentProps<'div'>) => (
  <div
    className={cn('rounded-card border border-line bg-surface overflow-hidden', className)}
    {...props}
  />
);
