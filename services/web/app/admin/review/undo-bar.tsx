import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import type { Decision } from './decider.ts';
import { Key } from './key.tsx';

/** The last decision, for as long as it can be undone. */
export function UndoBar({
  decision,
  onUndo,
}: {
  readonly decision: Decision;
  readonly onUndo: () => void;
}) {
  const t = useText();
  const { booking, reason } = decision;
  const words = reason === null ? t('review.approving', booking) : t('review.rejecting', booking);
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-24 z-30 grid justify-items-center px-4">
      <div className="pointer-events-auto relative flex max-w-full items-center gap-3 overflow-hidden rounded-control border border-line-strong bg-paper py-1.5 pr-1.5 pl-4 shadow-lg">
        <Icon
          name={reason === null ? 'check' : 'close'}
          className={reason === null ? 'shrink-0 text-good' : 'shrink-0 text-bad'}
        />
        <span className="truncate font-semibold">{words}</span>
        <Button type="button" variant="quiet" size="sm" onClick={onUndo}>
          {t('review.undo')}
          <Key>U</Key>
        </Button>
        <span
          key={decision.key}
          aria-hidden="true"
          className="absolute inset-x-0 bottom-0 h-0.5 origin-left animate-[run-out_4s_linear_forwards] bg-accent"
        />
      </div>
    </div>
  );
}
