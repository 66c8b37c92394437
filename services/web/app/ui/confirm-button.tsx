import { AlertDialog } from 'radix-ui';
import { useRef, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

/** A form's button that asks once more before it sends. Without script it sends at once. */
export function ConfirmButton({
  title,
  text,
  confirm,
  cancel,
  ...button
}: Omit<ButtonProps, 'title' | 'type' | 'asChild' | 'onClick'> & {
  readonly title: string;
  readonly text: string;
  /** What the button in the dialog says: the deed, not “OK”. */
  readonly confirm: string;
  readonly cancel: string;
}) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);

  return (
    <AlertDialog.Root open={isOpen} onOpenChange={setOpen}>
      <Button
        {...button}
        ref={opener}
        onClick={(event) => {
          event.preventDefault();
          setOpen(true);
        }}
      />
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-[fade-in_.15s] bg-black/50" />
        <AlertDialog.Content
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            opener.current?.focus();
          }}
          className="fixed inset-x-4 top-1/2 z-50 mx-auto max-w-md -translate-y-1/2 animate-[fade-in_.15s] space-y-5 rounded-card border border-line bg-paper p-6"
        >
          <div className="space-y-2">
            <AlertDialog.Title className="text-xl">{title}</AlertDialog.Title>
            <AlertDialog.Description className="text-muted">{text}</AlertDialog.Description>
          </div>
          <div className="flex flex-wrap justify-end gap-3">
            <AlertDialog.Cancel asChild>
              <Button variant="outline">{cancel}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button
                variant={button.variant}
                onClick={() => opener.current?.form?.requestSubmit(opener.current)}
              >
                {confirm}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
