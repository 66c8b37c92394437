import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** The look that all fields share. An error shows by `aria-invalid`, which also tells it. */
export const fieldLook =
  'w-full rounded-control border border-line-strong bg-surface px-4 py-3 text-base text-ink placeholder:text-muted aria-invalid:border-bad aria-invalid:ring-1 aria-invalid:ring-bad';

export const Input = ({ className, ...props }: ComponentProps<'input'>) => (
  <input className={cn(fieldLook, 'min-h-12', className)} {...props} />
);

export const Textarea = ({ className, ...props }: ComponentProps<'textarea'>) => (
  <textarea className={cn(fieldLook, className)} {...props} />
);

export const Select = ({ className, ...props }: ComponentProps<'select'>) => (
  <select className={cn(fieldLook, 'min-h-12', className)} {...props} />
);
