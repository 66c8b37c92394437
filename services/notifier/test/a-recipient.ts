import type { BookingView } from '@karcis/contracts';
import type { Recipient } from '../src/templates/facts.ts';

const bookingId = '0d9c7a52-6b1e-8c3f-9f57-2f6f0c7d1e11';

/** Siti, who holds two places; say only what the test is about. */
export function aRecipient({
  booking,
  ...person
}: Partial<Omit<Recipient, 'booking'>> & { booking?: Partial<BookingView> } = {}): Recipient {
  return {
    name: 'Siti Aminah',
    whatsapp: null,
    email: 'siti@example.org',
    language: 'id',
    ...person,
    booking: {
      id: bookingId,
      code: 'K7QM2XVD9HTA',
      url: '/b/K7QM2XVD9HTA',
      state: 'HOLD',
      version: 1,
      item: {
        id: '01997b7e-3c11-7000-8000-5d1c0a5f9b01',
        title: 'Kelas Keramik',
        url: '/x/kelas-keramik-7GK2M9QX',
        version: 1,
        startsAt: '2026-12-05T12:00:00.000Z',
        endsAt: null,
        certificate: false,
        location: 'Studio Tanah, Bandung',
      },
      name: 'Siti Aminah',
      contact: {},
      note: '',
      answers: {},
      quantity: 2,
      amount: 300_000,
      amountDue: 300_000,
      currency: 'IDR',
      paymentMethod: null,
      proof: null,
      payment: null,
      holdExpiresAt: '2026-11-23T05:15:00.000Z',
      createdAt: '2026-11-23T05:00:00.000Z',
      updatedAt: '2026-11-23T05:00:00.000Z',
      rejectionReason: null,
      tickets: [],
      timeline: [],
      serverTime: '2026-11-23T05:00:00.000Z',
      ...booking,
    },
  };
}
