import type { TFunction } from 'i18next';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `3 hari 4 jam`, `2 jam 10 menit`, `5 menit`: the two biggest parts. */
export function duration(seconds: number, t: TFunction): string {
  const days = Math.floor(seconds / DAY);
  const hours = Math.floor((seconds % DAY) / HOUR);
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  const parts = [
    days > 0 && t('time.days', { count: days }),
    hours > 0 && t('time.hours', { count: hours }),
    days === 0 && (minutes > 0 || hours === 0) && t('time.minutes', { count: minutes }),
  ];
  return parts.filter(Boolean).slice(0, 2).join(' ');
}

/** When a hold ends, as one would say it: `dalam 4 menit`, `sebentar lagi`. */
export function fromNow(instant: string, serverTime: string, t: TFunction): string {
  const minutes = Math.ceil((Date.parse(instant) - Date.parse(serverTime)) / 60_000);
  return minutes >= 1 ? t('time.inMinutes', { count: minutes }) : t('time.soon');
}
