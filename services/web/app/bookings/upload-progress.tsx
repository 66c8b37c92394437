import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import type { UploadState } from './use-upload.ts';

/** How far it is, and the way out while it is still on its way. */
export function UploadProgress({
  state,
  onCancel,
}: {
  readonly state: UploadState;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const percent = state.kind === 'sending' ? state.percent : 100;
  const words = state.kind === 'sending' ? t('pay.sending', { percent }) : t('pay.checking');
  return (
    <div className="space-y-3 rounded-card border border-line bg-surface p-5">
      <p id="upload-words" className="font-semibold tabular-nums">
        {words}
      </p>
      <progress
        aria-labelledby="upload-words"
        max={100}
        value={state.kind === 'sending' ? percent : undefined}
        className="h-2.5 w-full overflow-hidden rounded-full accent-(--accent)"
      />
      {state.kind === 'sending' && (
        <Button type="button" variant="outline" size="sm" onClick={onCancel}>
          {t('pay.cancelUpload')}
        </Button>
      )}
    </div>
  );
}
