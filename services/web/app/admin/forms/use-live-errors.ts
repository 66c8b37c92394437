import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';

export type FieldErrors = Readonly<Record<string, string | undefined>>;
/** What is wrong with the form as it stands. */
export type Check = (form: FormData) => FieldErrors;

const NO_ERRORS: FieldErrors = {};

/**
 * Errors as one types: of the fields that were left once, and of all of them after the first try to send. `load` fetches the
 * check, and with it the API's schemas, once somebody begins; until then, and without script, the server says the same.
 */
export function useLiveErrors(
  form: RefObject<HTMLFormElement | null>,
  load: () => Promise<Check>,
  fromServer: FieldErrors = NO_ERRORS,
) {
  const check = useRef<Check>(undefined);
  const loading = useRef<Promise<void>>(undefined);
  const left = useRef(new Set<string>());
  const [errors, setErrors] = useState(fromServer);
  // What the server alone knows is true of a field until that is changed.
  const told = useRef(fromServer);
  const [shown, setShown] = useState(fromServer);
  if (shown !== fromServer) {
    setShown(fromServer);
    setErrors(fromServer);
  }
  useEffect(() => {
    told.current = fromServer;
  }, [fromServer]);
  // The first wrong field has the focus, so that its message is read out.
  useEffect(() => {
    if (Object.keys(fromServer).length > 0) focusFirst(form.current);
  }, [form, fromServer]);

  const found = () =>
    form.current && check.current ? check.current(new FormData(form.current)) : undefined;

  function review(): void {
    const all = found();
    if (!all) return;
    const seen = Object.entries(all).filter(([name]) => left.current.has(name));
    setErrors({ ...told.current, ...Object.fromEntries(seen) });
  }

  return {
    errors,
    review,
    onInput({ target }: FormEvent<HTMLFormElement>) {
      const { [(target as HTMLInputElement).name]: _changed, ...others } = told.current;
      told.current = others;
      review();
    },
    onFocus() {
      loading.current ??= load().then((loaded) => {
        check.current = loaded;
        review();
      });
    },
    onBlur({ target }: FormEvent<HTMLFormElement>) {
      const { name, value } = target as HTMLInputElement;
      // Tabbing through an empty form is no mistake yet.
      if (name && value) left.current.add(name);
      review();
    },
    /** False when there is something to mend: the first such field then has the focus. */
    accept(): boolean {
      // Whatever the server said of the last try, it says it anew of this one.
      told.current = NO_ERRORS;
      const all = found() ?? NO_ERRORS;
      for (const name of Object.keys(all)) left.current.add(name);
      setErrors(all);
      if (Object.keys(all).length === 0) return true;
      // After the fields know that they are wrong.
      requestAnimationFrame(() => focusFirst(form.current));
      return false;
    },
  };
}

const focusFirst = (form: HTMLFormElement | null) =>
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
