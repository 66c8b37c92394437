import { type DragEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHydrated } from '../live/use-hydrated.ts';
import { buttonVariants } from '../ui/button.tsx';
import { cn } from '../ui/cn.ts';
import { Icon } from '../ui/icon.tsx';
import { fieldLook } from '../ui/input.tsx';
import { PROOF_TYPES } from './proof-form.ts';

type FilePickerProps = {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly error: string | undefined;
  readonly isBusy: boolean;
  readonly onChange: () => void;
};

const ACCEPT = PROOF_TYPES.join(',');
const ERROR_ID = 'file-error';
const HINT_ID = 'file-hint';

/** Takes a file by choosing, dropping or photographing, and shows it. Without script it is a plain file field. */
export function FilePicker({ input, label, error, isBusy, onChange }: FilePickerProps) {
  const { t } = useTranslation();
  const isAlive = useHydrated();
  const camera = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [isOver, setOver] = useState(false);

  function take(files: FileList | null): void {
    if (!input.current || !files?.[0] || isBusy) return;
    if (input.current.files !== files) input.current.files = files;
    changed();
  }
  function changed(): void {
    setFile(input.current?.files?.[0]);
    onChange();
  }
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };

  return (
    <div className="space-y-2">
      <label htmlFor="file" className="block text-xl font-bold tracking-tight">
        {label}
      </label>
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cn(
          isAlive && 'rounded-card border-2 border-dashed p-5',
          isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
          error && 'border-bad',
        )}
      >
        {file && <Preview file={file} />}
        <input
          ref={input}
          id="file"
          type="file"
          name="file"
          accept={ACCEPT}
          disabled={isBusy}
          onChange={changed}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? ERROR_ID : HINT_ID}
          className={isAlive ? 'peer sr-only' : fieldLook}
        />
        {isAlive && (
          <div
            className={cn(
              'flex flex-wrap items-center justify-center gap-x-4 gap-y-3 rounded-control peer-focus-visible:outline-3 peer-focus-visible:outline-offset-4 peer-focus-visible:outline-accent',
              isBusy && 'hidden',
            )}
          >
            <label
              htmlFor="file"
              className={cn(buttonVariants({ variant: 'outline' }), 'cursor-pointer')}
            >
              <Icon name={file ? 'file' : 'upload'} />
              {t(file ? 'pay.remove' : 'pay.chooseFile')}
            </label>
            <button
              type="button"
              onClick={() => camera.current?.click()}
              className={cn(buttonVariants({ variant: 'outline' }), 'pointer-fine:hidden')}
            >
              <Icon name="camera" />
              {t('pay.takePhoto')}
            </button>
            <input
              ref={camera}
              type="file"
              accept="image/jpeg,image/png"
              capture="environment"
              tabIndex={-1}
              aria-label={t('pay.takePhoto')}
              className="hidden"
              onChange={({ target }) => take(target.files)}
            />
            {!file && <span className="text-muted pointer-coarse:hidden">{t('pay.dropHere')}</span>}
          </div>
        )}
      </div>
      <p id={HINT_ID} className="text-sm text-muted">
        {t('pay.proofHint')}
      </p>
      <p id={ERROR_ID} aria-live="polite" className="font-semibold text-bad empty:hidden">
        {error}
      </p>
    </div>
  );
}

/** A photo as it is, anything else by its name. */
function Preview({ file }: { readonly file: File }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!file.type.startsWith('image/')) return setUrl(undefined);
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);

  return (
    <figure className="grid justify-items-center gap-3 pb-4">
      {url ? (
        <img
          src={url}
          alt={t('pay.preview')}
          className="max-h-72 max-w-full rounded-control border border-line bg-sunken object-contain"
        />
      ) : (
        <Icon name="file" width="3rem" height="3rem" className="text-muted" />
      )}
      <figcaption className="max-w-full truncate text-sm text-muted">
        {file.name} · {sizeOf(file)}
      </figcaption>
    </figure>
  );
}

const KILO = 1024;

function sizeOf({ size }: File): string {
  if (size < KILO * KILO) return `${Math.ceil(size / KILO)} kB`;
  return `${(size / KILO / KILO).toFixed(1).replace('.', ',')} MB`;
}
