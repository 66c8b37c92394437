import { type FormEvent, type RefObject, useRef, useState } from 'react';
import { useShell } from '../shell/site.ts';
import type { checkHold } from './check-hold.ts';
import { type FieldErrors, readHoldForm } from './hold-form.ts';

type Check = typeof checkHold;

/**
 * Errors as one types: of the fields that were left once, and of all of them after the first try to send. Until the
 * schema has arrived, and without script, the server's answer says the same.
 */
export function useHoldErrors(
  form: RefObject<HTMLFormElement | null>,
  itemId: string,
  fromServer: FieldErrors,
) {
  const { language } = useShell();
  const check = useRef<Check>(undefined);
  const loading = useRef<Promise<void>>(undefined);
  const left = useRef(new Set<string>());
  const [errors, setErrors] = useState<FieldErrors>(fromServer);
  const [shown, setShown] = useState(fromServer);
  if (shown !== fromServer) {
    setShown(fromServer);
    setErrors(fromServer);
  }

  /** Phone numbers of the whole world are in it: fetched when somebody begins to type, not with the page. */
  function prepare(): void {
    if (loading.current) return;
    loading.current = import('./check-hold.ts').then((module) => {
      check.current = module.checkHold;
      review();
    });
  }

  const found = () =>
    form.current && check.current
      ? check.current(itemId, readHoldForm(new FormData(form.current)), language)
      : undefined;

  function review(): void {
    const all = found();
    if (!all) return;
    setErrors(Object.fromEntries(Object.entries(all).filter(([name]) => left.current.has(name))));
  }

  return {
    errors,
    onFocus: prepare,
    onInput: review,
    onBlur({ target }: FormEvent<HTMLFormElement>) {
      const { name, value } = target as HTMLInputElement;
      // Tabbing through an empty form is no mistake yet.
      if (name && value) left.current.add(name);
      review();
    },
    /** False when there is something to mend: the first such field then has the focus. */
    accept(): boolean {
      const all = found() ?? {};
      for (const name of Object.keys(all)) left.current.add(name);
      setErrors(all);
      const [first] = Object.keys(all);
      if (first === undefined) return true;
      const field = form.current?.elements.namedItem(first);
      if (field instanceof HTMLElement) field.focus();
      return false;
    },
  };
}
