import { useEffect, useRef, useState } from 'react';
import { useHydrated } from '../../live/use-hydrated.ts';
import { Button, buttonVariants } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { Icon } from '../../ui/icon.tsx';
import { fieldLook } from '../../ui/input.tsx';
import { useText } from '../i18n/use-text.ts';
import { REMOVE_IMAGE, imageFile } from './image-names.ts';
import { type ImageUpload, useImageUpload } from './use-image-upload.ts';

type ImageFieldProps = {
  /** Of the field with the picture's address. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly error: string | undefined;
  /** QR codes are square, other pictures landscape. */
  readonly isSquare?: boolean;
  /** The address changed. */
  readonly onChange: () => void;
  readonly onBusy: (isBusy: boolean) => void;
};

/**
 * A picture: uploaded as soon as it is chosen, with the form once that is sent. Without script it is a plain file field, and
 * the server uploads it.
 */
export function ImageField(props: ImageFieldProps) {
  const { name, label, hint, value, error, isSquare = false, onChange, onBusy } = props;
  const t = useText();
  const isAlive = useHydrated();
  const [url, setUrl] = useState(value);
  const upload = useImageUpload(setUrl);
  const preview = useObjectUrl(upload.file);
  const isBusy = upload.state.kind === 'sending' || upload.state.kind === 'checking';
  useEffect(onChange, [url]);
  useEffect(() => onBusy(isBusy), [isBusy]);

  const id = `field-${name}`;
  const wrong = error ?? wordsOf(upload.state, t);
  const shown = preview ?? (url.startsWith('/api/images/') ? `${url}?w=640` : url);
  return (
    <div className="space-y-2">
      <label htmlFor={id} className="block font-semibold">
        {label}
      </label>
      <input type="hidden" name={name} value={url} />
      {shown && (
        <img
          src={shown}
          alt={t('forms.imageAlt')}
          className={cn(
            'rounded-control border border-line bg-sunken',
            isSquare ? 'size-56 bg-white object-contain p-2' : 'aspect-[16/10] w-full object-cover',
            isBusy && 'opacity-60',
          )}
        />
      )}
      {isBusy && <Progress state={upload.state} onCancel={upload.cancel} />}
      <div className={cn('flex flex-wrap items-center gap-3', isBusy && 'hidden')}>
        <input
          id={id}
          type="file"
          accept="image/jpeg,image/png"
          {...(!isAlive && { name: imageFile(name) })}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={`${id}-hint ${id}-error`}
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file) upload.choose(file);
            // So that the same file may be chosen again.
            target.value = '';
          }}
          className={isAlive ? 'peer sr-only' : fieldLook}
        />
        {isAlive && (
          <label
            htmlFor={id}
            className={cn(
              buttonVariants({ variant: 'outline', size: 'sm' }),
              'cursor-pointer peer-focus-visible:outline-3 peer-focus-visible:outline-offset-3 peer-focus-visible:outline-accent',
            )}
          >
            <Icon name="upload" />
            {t(shown ? 'forms.changeImage' : 'forms.chooseImage')}
          </label>
        )}
        {upload.state.kind === 'lost' && (
          <Button type="button" size="sm" onClick={upload.retry}>
            {t('forms.retry')}
          </Button>
        )}
        {shown && (
          <Button
            type={isAlive ? 'button' : 'submit'}
            name="do"
            value={REMOVE_IMAGE}
            variant="quiet"
            size="sm"
            onClick={() => {
              if (!isAlive) return;
              upload.reset();
              setUrl('');
            }}
          >
            <Icon name="trash" />
            {t('forms.removeImage')}
          </Button>
        )}
      </div>
      <p id={`${id}-hint`} className="text-sm text-muted">
        {hint}
      </p>
      <p
        id={`${id}-error`}
        aria-live="polite"
        className="text-sm font-semibold text-bad empty:hidden"
      >
        {wrong}
      </p>
    </div>
  );
}

function Progress(props: { readonly state: ImageUpload; readonly onCancel: () => void }) {
  const { state, onCancel } = props;
  const t = useText();
  const percent = state.kind === 'sending' ? state.percent : undefined;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <progress
        aria-label={t('forms.uploading')}
        max={100}
        value={percent}
        className="h-2.5 min-w-40 grow overflow-hidden rounded-full accent-(--accent)"
      />
      <span className="text-sm tabular-nums">
        {percent === undefined ? t('forms.checking') : `${percent}%`}
      </span>
      {percent !== undefined && (
        <Button type="button" variant="outline" size="sm" onClick={onCancel}>
          {t('forms.cancelUpload')}
        </Button>
      )}
    </div>
  );
}

function wordsOf(state: ImageUpload, t: ReturnType<typeof useText>): string | undefined {
  if (state.kind === 'lost') return t('forms.lost');
  if (state.kind === 'cancelled') return t('forms.cancelled');
  return state.kind === 'refused'
    ? [state.problem.title, state.problem.detail].filter(Boolean).join('. ')
    : undefined;
}

/** A chosen file, to be shown before the server has it. */
function useObjectUrl(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  const made = useRef<string>(undefined);
  useEffect(() => {
    if (!file) return setUrl(undefined);
    made.current = URL.createObjectURL(file);
    setUrl(made.current);
    return () => URL.revokeObjectURL(made.current ?? '');
  }, [file]);
  return url;
}
