import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

type SheetProps = {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** What had the focus before, by its id. */
  readonly returnTo: string;
};

/** A form over the page: from below on a phone, from the side on a wide screen. */
export function Sheet({ title, closeLabel, onClose, children, returnTo }: SheetProps) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-20 animate-[fade-in_.2s] bg-black/50" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            document.getElementById(returnTo)?.focus();
          }}
          className="fixed inset-x-0 bottom-0 z-30 flex max-h-[94dvh] animate-[sheet-in_.28s_cubic-bezier(.2,.8,.2,1)] flex-col rounded-t-3xl bg-paper sm:inset-y-0 sm:left-auto sm:max-h-none sm:w-[30rem] sm:rounded-none sm:border-l sm:border-line"
        >
          <div className="flex items-center justify-between gap-4 border-b border-line px-5 py-3 sm:px-8">
            <Dialog.Title className="text-xl">{title}</Dialog.Title>
            <Dialog.Close
              aria-label={closeLabel}
              className="-mr-2 grid size-11 place-items-center rounded-control hover:bg-sunken"
            >
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <div className="grow overflow-y-auto px-5 py-6 sm:px-8">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
