import type { ReactNode } from 'react';

/** A key of the keyboard, for those who have one. */
export const Key = ({ children }: { readonly children: ReactNode }) => (
  <kbd
    aria-hidden="true"
    className="hidden min-w-6 shrink-0 rounded border border-current/30 px-1.5 text-center font-sans text-xs leading-5 font-semibold lg:inline-block"
  >
    {children}
  </kbd>
);
