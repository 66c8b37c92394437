import { useSyncExternalStore } from 'react';

/** False on the server and without script; true once this page is alive. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
