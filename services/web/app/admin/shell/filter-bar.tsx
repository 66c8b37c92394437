import type { ReactNode } from 'react';
import { Form, Link, useLocation } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { useText } from '../i18n/use-text.ts';

/** Fields that ask for a part of a list: the address says all of it, so it can be kept, shared and gone back to. */
export function FilterBar({
  isActive,
  children,
}: {
  /** Something is asked for, so there is something to clear. */
  readonly isActive: boolean;
  readonly children: ReactNode;
}) {
  const t = useText();
  const { pathname, search } = useLocation();
  return (
    <Form
      key={search}
      role="search"
      action={pathname}
      className="flex flex-wrap items-end gap-x-3 gap-y-3"
    >
      {children}
      <Button variant="outline" size="sm" className="min-h-12">
        <Icon name="search" />
        {t('shell.apply')}
      </Button>
      {isActive && (
        <Link
          to={pathname}
          className="flex min-h-11 items-center px-1 text-accent underline underline-offset-4"
        >
          {t('shell.clear')}
        </Link>
      )}
    </Form>
  );
}

type FilterProps = { readonly name: string; readonly label: string; readonly value: string };

/** Words to look for. */
export const FilterText = ({ name, label, value }: FilterProps) => (
  <label className="min-w-0 grow basis-56 space-y-1 md:max-w-80">
    <span className="block text-sm text-muted">{label}</span>
    <Input type="search" name={name} defaultValue={value} maxLength={100} className={SMALL} />
  </label>
);

/** One of a few; '' is all of them. */
export const FilterChoice = ({
  name,
  label,
  value,
  all,
  options,
}: FilterProps & {
  readonly all: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}) => (
  <label className="min-w-0 grow basis-40 space-y-1 md:max-w-64 md:grow-0">
    <span className="block text-sm text-muted">{label}</span>
    <Select name={name} defaultValue={value} className={SMALL}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  </label>
);

const SMALL = 'min-h-11 py-2';

/** The filters that the address asks for; what is left empty is not asked. */
export function filtersOf<Name extends string>(
  { searchParams }: URL,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = searchParams.get(name)?.trim();
    if (value) found[name] = value;
  }
  return found;
}
