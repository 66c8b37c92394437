import type { BookingView } from '@karcis/contracts';
import type { DocumentFacts } from '../src/facts.ts';

/** A signed token is about this long. */
export const aToken = (place: number) =>
  `eyJhbGciOiJFZERTQSIsImtpZCI6Ilp4NG1RUHpIIiwidHlwIjoia2FyY2lzLXRpY2tldCtqd3QifQ.${'Q2FyY2lz'.repeat(18)}${place}.${'c2lnbmF0dXJl'.repeat(7)}`;

/** A booking that is paid for, with two places. */
const aBooking = (changes: Partial<BookingView> = {}): BookingView => ({
  id: '01997b7e-3c11-7000-8000-5d1c0a5f9b0a',
  code: 'K7QM2XVD9HTA',
  url: '/b/K7QM2XVD9HTA',
  state: 'PAID',
  version: 3,
  item: {
    id: '01997b7e-3c11-7000-8000-5d1c0a5f9b01',
    title: 'Kelas Keramik: Membuat Cangkir Pertama Anda',
    url: '/x/kelas-keramik-7GK2M9QX',
    version: 3,
    startsAt: '2026-12-12T12:00:00.000Z',
    endsAt: '2026-12-12T15:00:00.000Z',
    location: 'Studio Tanah, Jl. Braga 12, Bandung',
    certificate: true,
  },
  name: 'Siti Aminah',
  contact: { whatsapp: '+628123456789', email: 'siti@example.org' },
  note: 'Datang bersama adik',
  answers: {},
  quantity: 2,
  amount: 300_000,
  amountDue: 300_000,
  currency: 'IDR',
  paymentMethod: null,
  proof: null,
  payment: null,
  holdExpiresAt: null,
  createdAt: '2026-11-25T10:00:00.000Z',
  updatedAt: '2026-11-25T11:30:00.000Z',
  rejectionReason: null,
  tickets: [
    { id: '00000000-0000-8000-a000-000000000001', attendee: 'Siti Aminah', token: aToken(1) },
    { id: '00000000-0000-8000-a000-000000000002', attendee: 'Budi Łukasz Đoàn', token: aToken(2) },
  ],
  timeline: [
    { state: 'HOLD', at: '2026-11-25T10:00:00.000Z', by: 'customer' },
    { state: 'REVIEW', at: '2026-11-25T10:10:00.000Z', by: 'customer' },
    { state: 'PAID', at: '2026-11-25T11:30:00.000Z', by: 'organiser' },
  ],
  serverTime: '2026-11-25T11:30:01.000Z',
  ...changes,
});

export const aBookingsFacts = (changes: Partial<BookingView> = {}): DocumentFacts => ({
  booking: aBooking(changes),
  issuer: {
    projectName: 'Karcis',
    organizationName: 'Sanggar Tanah Liat',
    publicUrl: 'https://karcis.example',
    timeZone: 'Asia/Jakarta',
  },
  language: 'id',
});
