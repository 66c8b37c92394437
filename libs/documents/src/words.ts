import type { Actor, BookingState, Payment, Proof } from '@karcis/contracts';
import type { Language } from './facts.ts';

type State = BookingState | 'APPROVED';

export type Words = {
  readonly ticket: string;
  readonly ticketOf: (place: number, total: number) => string;
  readonly attendee: string;
  readonly code: string;
  readonly when: string;
  readonly where: string;
  readonly showThis: string;
  readonly organisedBy: (name: string) => string;
  readonly summary: string;
  readonly status: string;
  readonly name: string;
  readonly contact: string;
  readonly note: string;
  readonly places: string;
  readonly attendees: string;
  readonly amount: string;
  readonly free: string;
  readonly method: string;
  readonly proof: string;
  readonly payment: string;
  readonly reason: string;
  readonly heldUntil: string;
  readonly timeline: string;
  readonly issuedAt: (moment: string) => string;
  readonly certificate: string;
  readonly givenTo: string;
  readonly tookPart: string;
  readonly verifyAt: string;
  readonly states: Readonly<Record<State, string>>;
  readonly actors: Readonly<Record<Actor, string>>;
  readonly proofs: Readonly<Record<Proof['status'], string>>;
  readonly payments: Readonly<Record<Payment['status'], string>>;
  readonly reminder: string;
};

const id: Words = {
  ticket: 'Tiket',
  ticketOf: (place, total) => `Tiket ${place} dari ${total}`,
  attendee: 'Atas nama',
  code: 'Kode pesanan',
  when: 'Waktu',
  where: 'Tempat',
  showThis: 'Tunjukkan kode ini di pintu masuk. Satu kode untuk satu orang, sekali masuk.',
  organisedBy: (name) => `Diselenggarakan oleh ${name}`,
  summary: 'Ringkasan pesanan',
  status: 'Status',
  name: 'Nama',
  contact: 'Kontak',
  note: 'Catatan',
  places: 'Jumlah tempat',
  attendees: 'Peserta',
  amount: 'Jumlah',
  free: 'Gratis',
  method: 'Cara bayar',
  proof: 'Bukti',
  payment: 'Pembayaran',
  reason: 'Alasan penyelenggara',
  heldUntil: 'Ditahan sampai',
  timeline: 'Perjalanan pesanan',
  issuedAt: (moment) => `Keadaan per ${moment}`,
  certificate: 'Sertifikat',
  givenTo: 'diberikan kepada',
  tookPart: 'atas keikutsertaannya dalam',
  verifyAt: 'Periksa di',
  states: {
    HOLD: 'Menunggu pembayaran',
    PENDING: 'Menunggu penyedia pembayaran',
    REVIEW: 'Sedang ditinjau',
    PAID: 'Lunas',
    APPROVED: 'Disetujui',
    REJECTED: 'Ditolak',
    EXPIRED: 'Waktu habis',
    CANCELLED: 'Dibatalkan',
  },
  actors: {
    customer: 'oleh pemesan',
    organiser: 'oleh penyelenggara',
    system: 'otomatis',
    provider: 'oleh penyedia pembayaran',
  },
  proofs: { checking: 'Sedang diperiksa', accepted: 'Diterima', refused: 'Ditolak' },
  payments: {
    open: 'Belum selesai',
    paid: 'Diterima',
    'refund-due': 'Akan dikembalikan',
    refunded: 'Sudah dikembalikan',
    failed: 'Gagal',
  },
  reminder: 'Pengingat',
};

const en: Words = {
  ticket: 'Ticket',
  ticketOf: (place, total) => `Ticket ${place} of ${total}`,
  attendee: 'Name',
  code: 'Booking code',
  when: 'When',
  where: 'Where',
  showThis: 'Show this code at the door. One code lets one person in, once.',
  organisedBy: (name) => `Organised by ${name}`,
  summary: 'Booking summary',
  status: 'Status',
  name: 'Name',
  contact: 'Contact',
  note: 'Note',
  places: 'Places',
  attendees: 'Attendees',
  amount: 'Amount',
  free: 'Free',
  method: 'Payment method',
  proof: 'Proof',
  payment: 'Payment',
  reason: 'The organiser’s reason',
  heldUntil: 'Held until',
  timeline: 'What happened',
  issuedAt: (moment) => `As of ${moment}`,
  certificate: 'Certificate',
  givenTo: 'is given to',
  tookPart: 'for taking part in',
  verifyAt: 'Verify at',
  states: {
    HOLD: 'Waiting for payment',
    PENDING: 'Waiting for the payment provider',
    REVIEW: 'Under review',
    PAID: 'Paid',
    APPROVED: 'Approved',
    REJECTED: 'Rejected',
    EXPIRED: 'Time ran out',
    CANCELLED: 'Cancelled',
  },
  actors: {
    customer: 'by the customer',
    organiser: 'by the organiser',
    system: 'automatically',
    provider: 'by the payment provider',
  },
  proofs: { checking: 'Being checked', accepted: 'Accepted', refused: 'Refused' },
  payments: {
    open: 'Open',
    paid: 'Received',
    'refund-due': 'To be refunded',
    refunded: 'Refunded',
    failed: 'Failed',
  },
  reminder: 'Reminder',
};

export const words: Readonly<Record<Language, Words>> = { id, en };
