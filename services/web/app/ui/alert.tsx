import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { Icon, type IconName } from './icon.tsx';

const LOOKS = {
  info: { icon: 'info', colours: 'bg-sunken text-ink' },
  good: { icon: 'check', colours: 'bg-good-soft text-good' },
  wait: { icon: 'clock', colours: 'bg-wait-soft text-wait' },
  bad: { icon: 'warning', colours: 'bg-bad-soft text-bad' },
} as const satisfies Record<string, { icon: IconName; colours: string }>;

/** Something to know before going on. `isNews` has it read out at once, for what came after the page did. */
export function Alert({
  tone = 'info',
  isNews = false,
  className,
  children,
}: {
  readonly tone?: keyof typeof LOOKS;
  readonly isNews?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const { icon, colours } = LOOKS[tone];
  return (
    <div
      role={isNews ? 'alert' : undefined}
      className={cn('flex gap-3 rounded-control px-4 py-3.5', colours, className)}
    >
      <Icon name={icon} className="mt-0.5 shrink-0" />
      <div className="min-w-0 grow space-y-1">{children}</div>
    </div>
  );
}
