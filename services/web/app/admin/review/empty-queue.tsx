import { useHydrated } from '../../live/use-hydrated.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useText } from '../i18n/use-text.ts';

export function EmptyQueue() {
  const t = useText();
  const isAlive = useHydrated();
  return (
    <EmptyState icon="inbox" title={t('review.empty')}>
      {t(isAlive ? 'review.emptyText' : 'review.emptyTextStill')}
    </EmptyState>
  );
}
