import { useHydrated } from '../live/use-hydrated.ts';
import type { FieldProps } from './field.tsx';
import { Icon } from './icon.tsx';
import { Input } from './input.tsx';

/** A small number with a button on each side. Without script it is a number field. */
export function Stepper({
  field,
  value,
  max,
  onChange,
  fewer,
  more,
}: {
  readonly field: FieldProps;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  readonly fewer: string;
  readonly more: string;
}) {
  const isAlive = useHydrated();
  const step = (by: number, label: string, icon: 'minus' | 'plus') =>
    isAlive && (
      <button
        type="button"
        aria-label={label}
        disabled={value + by < 1 || value + by > max}
        onClick={() => onChange(value + by)}
        className="grid size-12 shrink-0 place-items-center rounded-control border border-line-strong hover:bg-sunken disabled:opacity-50"
      >
        <Icon name={icon} />
      </button>
    );
  return (
    <div className="flex gap-2">
      {step(-1, fewer, 'minus')}
      <Input
        {...field}
        type="number"
        inputMode="numeric"
        min={1}
        max={max}
        value={value}
        onChange={({ target }) => onChange(Math.max(1, Math.min(max, Number(target.value) || 1)))}
        className="max-w-24 text-center font-bold"
      />
      {step(1, more, 'plus')}
    </div>
  );
}
