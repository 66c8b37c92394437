import type { ItemSummary } from '@karcis/contracts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { useText } from '../i18n/use-text.ts';

/** Draft, open or closed; and of an open one, why nobody can book it. */
export function StatusBadge({
  item: { status, availability },
}: {
  readonly item: Pick<ItemSummary, 'status' | 'availability'>;
}) {
  const t = useText();
  const { reason } = availability;
  if (status !== 'OPEN' || reason === null || reason === 'closed') {
    return <Badge tone={TONES[status]}>{t(`items.state.${status}`)}</Badge>;
  }
  const words = {
    'sold-out': t('items.soldOut'),
    'hold-pool-full': t('items.queueFull'),
    ended: t('items.ended'),
  }[reason];
  return <Badge tone={reason === 'hold-pool-full' ? 'wait' : 'neutral'}>{words}</Badge>;
}

const TONES = { DRAFT: 'accent', OPEN: 'good', CLOSED: 'neutral' } as const satisfies Record<
  ItemSummary['status'],
  Tone
>;
