import { type ReactNode, createContext, useContext, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '../../ui/cn.ts';
import { Icon } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import type { Done } from '../server/outcome.ts';

export type Toast = { readonly tone: 'good' | 'bad'; readonly text: string };

const Show = createContext<(toast: Toast) => void>(() => undefined);

/** Says, and shows for a while, what came of something. */
export const useToast = () => useContext(Show);

const SHOWN_MS = 6_000;
const COLOURS = { good: 'bg-good-soft text-good', bad: 'bg-bad-soft text-bad' } as const;

/**
 * Where outcomes are told. `done` is what a form did that led to this page; without script it stays
 * until the next page. What went wrong stays until it is closed.
 */
export function Toasts({
  done,
  children,
}: {
  readonly done: Done | null;
  readonly children: ReactNode;
}) {
  const t = useText();
  const { i18n } = useTranslation('admin');
  const [toast, setToast] = useState(() => doneToast(done));
  const [told, setTold] = useState(done);
  // Revalidating the page answers null: what was told goes on being shown.
  if (done !== told) {
    setTold(done);
    if (done) setToast(doneToast(done));
  }

  function doneToast(deed: Done | null): Toast | null {
    if (!deed || !i18n.exists(deed.text, { ns: 'admin' })) return null;
    return { tone: 'good', text: i18n.t(deed.text as 'shell.close', { ns: 'admin' }) };
  }

  useEffect(() => {
    if (toast?.tone !== 'good') return undefined;
    const timer = setTimeout(() => setToast(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);

  return (
    <Show value={setToast}>
      {children}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-0 bottom-0 z-40 grid justify-items-center p-4"
      >
        {toast && (
          <div
            className={cn(
              'pointer-events-auto flex max-w-xl items-center gap-3 rounded-control border border-current/20 py-1.5 pr-1.5 pl-4 font-semibold shadow-lg',
              COLOURS[toast.tone],
            )}
          >
            <Icon name={toast.tone === 'good' ? 'check' : 'warning'} className="shrink-0" />
            <span className="min-w-0 break-words">{toast.text}</span>
            <button
              type="button"
              aria-label={t('shell.close')}
              onClick={() => setToast(null)}
              className="grid size-10 shrink-0 place-items-center rounded-control"
            >
              <Icon name="close" />
            </button>
          </div>
        )}
      </div>
    </Show>
  );
}
