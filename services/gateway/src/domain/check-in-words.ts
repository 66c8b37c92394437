import type { Bilingual, TicketRefusal } from '@karcis/contracts';

/** Why a ticket lets nobody in, as the person at the door reads it. */
export const ticketRefusals: Readonly<Record<TicketRefusal, Bilingual>> = {
  unreadable: { id: 'Ini bukan kode tiket.', en: 'This is no ticket’s code.' },
  foreign: {
    id: 'Tiket ini tidak diterbitkan di sini.',
    en: 'This ticket was not issued here.',
  },
  forged: { id: 'Tanda tangan tiket ini palsu.', en: 'This ticket’s signature is forged.' },
  unknown: { id: 'Tiket ini tidak dikenal.', en: 'Nobody knows this ticket.' },
  'not-paid': {
    id: 'Pesanan tiket ini tidak lunas atau sudah dibatalkan.',
    en: 'The booking of this ticket is not paid, or was cancelled.',
  },
  'other-item': { id: 'Tiket ini untuk acara lain.', en: 'This ticket is for another item.' },
};

const LOCALES = { id: 'id-ID', en: 'en-GB' } as const;

/** `12 Des, 19.02 WIB`. */
export function describeMoment(instant: string, timeZone: string, language: 'id' | 'en'): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(new Date(instant));
}
