import { type VariantProps, cva } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

const badgeVariants = cva(
  'inline-flex items-center gap-1.5 rounded-full font-semibold whitespace-nowrap',
  {
    variants: {
      tone: {
        accent: 'bg-accent-soft text-accent-strong',
        good: 'bg-good-soft text-good',
        wait: 'bg-wait-soft text-wait',
        bad: 'bg-bad-soft text-bad',
        neutral: 'bg-sunken text-muted',
      },
      size: { sm: 'px-2.5 py-1 text-xs', lg: 'px-4 py-2 text-base' },
    },
    defaultVariants: { tone: 'neutral', size: 'sm' },
  },
);

export type Tone = NonNullable<VariantProps<typeof badgeVariants>['tone']>;

/** A state in a word. The colour says it once more, never alone. */
export function Badge({
  className,
  tone,
  size,
  ...props
}: ComponentProps<'span'> & VariantProps<typeof badgeVariants>) {
  return <span className={cn(badgeVariants({ tone, size }), className)} {...props} />;
}
