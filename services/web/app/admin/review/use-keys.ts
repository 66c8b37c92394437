import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

const SETTING = 'karcis.shortcuts';
const OFF = 'off';
const CHANGED = 'karcis-shortcuts';

/**
 * Calls what belongs to a key (`a`, `?`) when nobody is typing and no dialog is open. Letters alone can be switched off,
 * because speech input and unsteady hands press them unmeant (WCAG 2.2, 2.1.4).
 */
export function useKeys(deeds: Readonly<Record<string, () => void>>): void {
  const isOn = useShortcuts();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTaken(event)) return;
    const deed = deeds[event.key.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isOn]);
}

const isTaken = ({ target, defaultPrevented }: KeyboardEvent) =>
  defaultPrevented ||
  document.querySelector('[role="dialog"], [role="alertdialog"]') !== null ||
  (target instanceof Element && target.closest(TYPED_INTO) !== null);

const TYPED_INTO = 'input:not([type=radio]):not([type=checkbox]), textarea, select';

/** Whether letters alone do something. */
export const useShortcuts = () =>
  useSyncExternalStore(
    (hear) => {
      addEventListener(CHANGED, hear);
      addEventListener('storage', hear);
      return () => {
        removeEventListener(CHANGED, hear);
        removeEventListener('storage', hear);
      };
    },
    () => localStorage.getItem(SETTING) !== OFF,
    () => true,
  );

/** For this browser. */
export function switchShortcuts(isOn: boolean): void {
  localStorage.setItem(SETTING, isOn ? 'on' : OFF);
  dispatchEvent(new Event(CHANGED));
}
