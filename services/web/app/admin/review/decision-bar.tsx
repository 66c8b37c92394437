import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useHydrated } from '../../live/use-hydrated.ts';
import { Button, buttonVariants } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { Key } from './key.tsx';
import { reasonIn } from './reasons.ts';
import { RejectPanel } from './reject-panel.tsx';

type DecisionBarProps = {
  readonly bookingId: string;
  readonly nextId: string | null;
  readonly formKey: string;
  readonly isRejecting: boolean;
  readonly error: string | undefined;
  readonly onRejecting: (isRejecting: boolean) => void;
  readonly onApprove: () => void;
  /** '' when none was given. */
  readonly onReject: (reason: string) => void;
  readonly onSkip: () => void;
};

/** What can be done with the booking. Forms that post, until script takes them over. */
export function DecisionBar(props: DecisionBarProps) {
  const { bookingId, nextId, isRejecting, onRejecting } = props;
  const t = useText();
  const isAlive = useHydrated();
  const firstReason = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLElement>(null);
  const wasRejecting = useRef(false);

  // What opened the panel has the focus again, unless it was closed by deciding.
  useEffect(() => {
    if (wasRejecting.current && !isRejecting && document.activeElement === document.body) {
      opener.current?.focus();
    }
    wasRejecting.current = isRejecting;
  }, [isRejecting]);

  return (
    <div className="relative grid grid-cols-[auto_1fr_1fr] gap-2 sm:gap-3">
      {isAlive ? (
        <Button
          type="button"
          variant="outline"
          className="px-3 sm:px-4"
          disabled={!nextId}
          onClick={props.onSkip}
        >
          {t('review.skip')}
          <Key>S</Key>
        </Button>
      ) : (
        <Button asChild variant="outline" className="px-3 sm:px-4">
          <Link to={nextId ? `/admin/review/${nextId}` : '/admin/review'}>{t('review.skip')}</Link>
        </Button>
      )}
      <details
        open={isRejecting}
        className="col-start-2 row-start-1"
        onKeyDown={(event) => {
          if (event.key === 'Escape') onRejecting(false);
        }}
      >
        <summary
          ref={opener}
          className={cn(
            buttonVariants({ variant: 'danger' }),
            'w-full cursor-pointer list-none px-3 [&::-webkit-details-marker]:hidden',
          )}
          onClick={(event) => {
            event.preventDefault();
            onRejecting(!isRejecting);
          }}
        >
          {t('review.reject')}
          <Key>R</Key>
        </summary>
        <DecisionForm
          {...props}
          decision="reject"
          onDecide={(form) => props.onReject(reasonIn(form))}
          className="absolute inset-x-0 bottom-full z-10 mb-3 max-h-[82dvh] overflow-y-auto rounded-card border border-line-strong bg-paper p-4 shadow-lg"
        >
          <RejectPanel
            key={bookingId}
            isOpen={isRejecting}
            error={props.error}
            first={firstReason}
          />
        </DecisionForm>
      </details>
      <DecisionForm
        {...props}
        decision="approve"
        onDecide={props.onApprove}
        className="col-start-3 row-start-1 grid"
      >
        <Button className="px-3">
          {t('review.approve')}
          <Key>A</Key>
        </Button>
      </DecisionForm>
    </div>
  );
}

function DecisionForm({
  bookingId,
  nextId,
  formKey,
  decision,
  onDecide,
  className,
  children,
}: Pick<DecisionBarProps, 'bookingId' | 'nextId' | 'formKey'> & {
  readonly decision: 'approve' | 'reject';
  readonly onDecide: (form: FormData) => void;
  readonly className: string;
  readonly children: ReactNode;
}) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onDecide(new FormData(event.currentTarget));
  }
  return (
    <form
      method="post"
      action={`/admin/review/${bookingId}`}
      onSubmit={submit}
      className={className}
    >
      <Seal formKey={formKey} />
      <input type="hidden" name="decision" value={decision} />
      <input type="hidden" name="next" value={nextId ?? ''} />
      {children}
    </form>
  );
}
