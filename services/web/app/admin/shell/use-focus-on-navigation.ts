import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

export const TITLE_ID = 'page-title';

/** After going to another page without loading it, its title has the focus and is read out, as a loaded page's would be. */
export function useFocusOnNavigation(): void {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    document.getElementById(TITLE_ID)?.focus({ preventScroll: true });
  }, [pathname]);
}
