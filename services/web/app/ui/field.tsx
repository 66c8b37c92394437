import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** What ties a control to its words: spread it onto the control. */
export type FieldProps = {
  readonly id: string;
  readonly name: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
};

/** A control with its label, a hint, and what is wrong with it. */
export function Field({
  name,
  id = `field-${name}`,
  label,
  optional,
  hint,
  error,
  aside,
  children,
}: {
  readonly name: string;
  /** Where a page has two fields of one name. */
  readonly id?: string;
  readonly label: string;
  /** The word for it, where a field may stay empty. */
  readonly optional?: string | undefined;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Beside the hint: a counter. */
  readonly aside?: ReactNode;
  readonly children: (props: FieldProps) => ReactNode;
}) {
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [error ? errorId : hint && hintId].filter(Boolean).join(' ');
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="flex items-baseline justify-between gap-3 font-semibold">
        {label}
        {optional && <span className="text-sm font-normal text-muted">{optional}</span>}
      </label>
      {children({
        id,
        name,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      <div className="flex justify-between gap-4 text-sm">
        <div>
          <p id={errorId} aria-live="polite" className="font-semibold text-bad empty:hidden">
            {error && (
              <span className="flex gap-1.5">
                <Icon name="warning" className="mt-px shrink-0" />
                {error}
              </span>
            )}
          </p>
          {hint && !error && (
            <p id={hintId} className="text-muted">
              {hint}
            </p>
          )}
        </div>
        {aside}
      </div>
    </div>
  );
}
