import type { Delivery } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import type { Tone } from '../../ui/badge.tsx';
import { useText } from '../i18n/use-text.ts';

/** Kinds and channels of messages in words; what is not known yet is shown as it is called. */
export function useMessageWords() {
  const t = useText();
  const { t: common } = useTranslation();
  const own: Readonly<Record<string, string>> = {
    'new-proof-waiting': t('messages.newProof'),
    webhook: t('messages.webhook'),
  };
  return {
    kind: (kind: string) =>
      own[kind] ?? common(`booking.messageKind.${kind as 'approved'}`, { defaultValue: kind }),
    channel: (channel: string) =>
      own[channel] ?? common(`booking.channel.${channel as 'email'}`, { defaultValue: channel }),
    tones: TONES,
  };
}

const TONES: Readonly<Record<Delivery['status'], Tone>> = {
  queued: 'wait',
  sent: 'good',
  failed: 'bad',
};
