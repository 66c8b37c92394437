import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import { switchShortcuts, useShortcuts } from './use-keys.ts';

const KEYS = [
  ['approve', ['A']],
  ['reject', ['R']],
  ['next', ['S', 'J']],
  ['back', ['K']],
  ['undo', ['U']],
  ['zoom', ['+', '-', '0']],
  ['file', ['O']],
  ['help', ['?']],
] as const;

/** Which keys do what, and whether they do. */
export function KeysHelp({
  isOpen,
  onOpen,
}: {
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}) {
  const t = useText();
  const isOn = useShortcuts();
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpen}>
      <Dialog.Trigger asChild>
        <Button type="button" variant="outline" size="sm">
          {t('review.keys')}
          <kbd className="font-sans">?</kbd>
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-[fade-in_.15s] bg-black/50" />
        <Dialog.Content
          aria-describedby="keys-text"
          className="fixed inset-x-4 top-1/2 z-50 mx-auto max-h-[90dvh] max-w-lg -translate-y-1/2 animate-[fade-in_.15s] space-y-4 overflow-y-auto rounded-card border border-line bg-paper p-6"
        >
          <div className="flex items-center justify-between gap-4">
            <Dialog.Title className="text-xl">{t('review.keys')}</Dialog.Title>
            <Dialog.Close
              aria-label={t('shell.close')}
              className="-mr-2 grid size-11 place-items-center rounded-control hover:bg-sunken"
            >
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <dl className="divide-y divide-line">
            {KEYS.map(([name, keys]) => (
              <div key={name} className="flex items-baseline gap-4 py-2">
                <dt className="flex w-24 shrink-0 gap-1.5">
                  {keys.map((key) => (
                    <KeyCap key={key}>{key}</KeyCap>
                  ))}
                </dt>
                <dd>{t(`review.keyNames.${name}`)}</dd>
              </div>
            ))}
          </dl>
          <p id="keys-text" className="text-sm text-muted">
            {t('review.keysText')}
          </p>
          <label className="flex min-h-11 items-center gap-3 font-semibold">
            <input
              type="checkbox"
              checked={isOn}
              onChange={({ target }) => switchShortcuts(target.checked)}
              className="size-5 shrink-0 accent-(--accent)"
            />
            {t('review.keysOn')}
          </label>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const KeyCap = ({ children }: { readonly children: ReactNode }) => (
  <kbd className="min-w-7 rounded border border-line-strong px-1.5 text-center font-sans text-sm font-semibold">
    {children}
  </kbd>
);
