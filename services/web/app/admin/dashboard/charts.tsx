import { cn } from '../../ui/cn.ts';
import type { Tone } from '../../ui/badge.tsx';

const FILLS: Readonly<Record<Tone, string>> = {
  accent: 'fill-accent',
  good: 'fill-good',
  wait: 'fill-wait',
  bad: 'fill-bad',
  neutral: 'fill-line-strong',
};

export type Part = { readonly name: string; readonly count: number; readonly tone: Tone };

/** Of 1000 units, whatever the width is on the page. */
const WIDTH = 1000;
const GAP = 4;

/** Parts of a whole beside each other. The same numbers stand in words beneath: hidden from screen readers. */
export function StackedBar({ parts }: { readonly parts: readonly Part[] }) {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  let x = 0;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 24`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="h-6 w-full overflow-hidden rounded-full bg-sunken"
    >
      {parts
        .filter(({ count }) => count > 0)
        .map(({ name, count, tone }) => {
          const width = (count / total) * WIDTH;
          const from = x;
          x += width;
          return (
            <rect
              key={name}
              x={from}
              width={Math.max(width - GAP, 1)}
              height={24}
              className={FILLS[tone]}
            />
          );
        })}
    </svg>
  );
}

/** Bars that share a scale, each beside its name and its number. */
export function Bars({ parts }: { readonly parts: readonly Part[] }) {
  const most = Math.max(1, ...parts.map(({ count }) => count));
  return (
    <dl className="space-y-3">
      {parts.map(({ name, count, tone }) => (
        <div key={name} className="grid grid-cols-[6.5rem_1fr_auto] items-center gap-3 sm:gap-5">
          <dt className="text-muted">{name}</dt>
          <dd className="col-span-2 grid grid-cols-subgrid items-center">
            <svg
              viewBox="0 0 100 8"
              preserveAspectRatio="none"
              aria-hidden="true"
              className="h-3 w-full overflow-hidden rounded-full bg-sunken"
            >
              <rect width={(count / most) * 100} height={8} className={FILLS[tone]} />
            </svg>
            <span className="min-w-8 text-right text-xl font-extrabold tabular-nums">{count}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const RADIUS = 42;
const ROUND = 2 * Math.PI * RADIUS;

/** A share of 1 as a ring; the number stands in it. */
export function Ring({ share, text }: { readonly share: number; readonly text: string }) {
  return (
    <div className="relative grid size-28 shrink-0 place-items-center">
      <svg viewBox="0 0 100 100" aria-hidden="true" className="absolute inset-0 -rotate-90">
        <circle cx={50} cy={50} r={RADIUS} fill="none" strokeWidth={10} className="stroke-sunken" />
        <circle
          cx={50}
          cy={50}
          r={RADIUS}
          fill="none"
          strokeWidth={10}
          strokeLinecap="round"
          strokeDasharray={`${share * ROUND} ${ROUND}`}
          className={cn('stroke-good', share === 0 && 'invisible')}
        />
      </svg>
      <span className="text-2xl font-extrabold tabular-nums">{text}</span>
    </div>
  );
}

/** The colour of a part beside its name. */
export const Swatch = ({ tone }: { readonly tone: Tone }) => (
  <svg viewBox="0 0 10 10" aria-hidden="true" className="size-3 shrink-0">
    <rect width={10} height={10} rx={3} className={FILLS[tone]} />
  </svg>
);
