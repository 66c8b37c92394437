import { useTranslation } from 'react-i18next';
import { duration } from '../../i18n/duration.ts';
import { useText } from './use-text.ts';

const MINUTE_SECONDS = 60;

/** Says a time in words: `2 jam 10 menit`. Takes seconds. */
export function useSpell() {
  const t = useText();
  const { t: shared } = useTranslation();
  return (seconds: number) =>
    seconds < MINUTE_SECONDS ? t('shell.lessThanMinute') : duration(seconds, shared);
}
