import { type RefObject, useEffect, useId } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input } from '../../ui/input.tsx';
import { useText } from '../i18n/use-text.ts';
import { Key } from './key.tsx';
import { REASON_MAX, reasonKeys } from './reasons.ts';

/** Fields of a form: ready-made reasons, and one of one's own. */
export function RejectPanel({
  isOpen,
  error,
  first,
}: {
  readonly isOpen: boolean;
  readonly error: string | undefined;
  readonly first: RefObject<HTMLInputElement | null>;
}) {
  const t = useText();
  const id = useId();
  useEffect(() => {
    if (isOpen) first.current?.focus();
  }, [isOpen, first]);

  return (
    <fieldset className="space-y-3" aria-describedby={`${id}-hint`}>
      <legend className="text-lg font-bold">{t('review.rejectTitle')}</legend>
      <p id={`${id}-hint`} className="text-sm text-muted">
        {t('review.rejectHint')}
      </p>
      <div>
        {reasonKeys.map((key, index) => (
          <label
            key={key}
            className="flex min-h-11 items-center gap-3 rounded-control px-2 py-1.5 leading-snug hover:bg-sunken"
          >
            <input
              ref={index === 0 ? first : undefined}
              type="radio"
              name="reason"
              value={t(`review.reasons.${key}`)}
              className="size-5 shrink-0 accent-(--accent)"
            />
            <span className="grow">{t(`review.reasons.${key}`)}</span>
            <Key>{index + 1}</Key>
          </label>
        ))}
      </div>
      <div className="space-y-1.5">
        <label htmlFor={`${id}-other`} className="font-semibold">
          {t('review.otherReason')}
        </label>
        <Input
          id={`${id}-other`}
          name="other"
          maxLength={REASON_MAX}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
        />
        <p
          id={`${id}-error`}
          aria-live="polite"
          className="flex gap-1.5 text-sm font-semibold text-bad empty:hidden"
        >
          {error && (
            <>
              <Icon name="warning" className="mt-px shrink-0" />
              {error}
            </>
          )}
        </p>
      </div>
      <Button variant="danger" className="w-full">
        {t('review.rejectSend')}
      </Button>
    </fieldset>
  );
}
