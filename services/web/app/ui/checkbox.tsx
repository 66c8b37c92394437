import type { ComponentProps } from 'react';

/** A box to tick, its words, and what they mean. */
export function Checkbox({
  label,
  hint,
  ...props
}: Omit<ComponentProps<'input'>, 'type'> & {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
}) {
  const hintId = `field-${props.name}-hint`;
  return (
    <div>
      <label className="flex min-h-8 gap-3">
        <input
          type="checkbox"
          aria-describedby={hint ? hintId : undefined}
          className="mt-0.5 size-5 shrink-0 accent-(--accent)"
          {...props}
        />
        <span className="font-semibold">{label}</span>
      </label>
      {hint && (
        <p id={hintId} className="pl-8 text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
