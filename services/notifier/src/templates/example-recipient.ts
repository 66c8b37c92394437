import { announcedState, type Kind } from '../domain/kind.ts';
import type { Recipient } from './facts.ts';
import type { Language } from './format.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Nobody's booking, for an organiser who wants to see a text before anybody has booked. */
export function exampleRecipient(kind: Kind, language: Language, now: Date): Recipient {
  const at = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const id = '00000000-0000-4000-8000-000000000000';
  const isHeld = kind === 'hold-made' || kind === 'expiring-soon';
  return {
    name: 'Siti Aminah',
    whatsapp: '+6281234567890',
    email: 'siti@example.org',
    language,
    booking: {
      id,
      code: 'K7QM2XVD9HTA',
      url: '/b/K7QM2XVD9HTA',
      state: announcedState[kind] ?? (isHeld ? 'HOLD' : 'PAID'),
      version: 1,
      item: {
        id,
        title: 'Kelas Keramik',
        url: '/x/kelas-keramik-7GK2M9QX',
        version: 1,
        startsAt: at(10 * DAY_MS),
        endsAt: null,
        location: 'Studio Tanah, Bandung',
        certificate: false,
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
      holdExpiresAt: isHeld ? at(15 * 60_000) : null,
      createdAt: at(0),
      updatedAt: at(0),
      rejectionReason:
        kind === 'rejected'
          ? { id: 'Nominal transfer kurang.', en: 'The amount is too small.' }[language]
          : null,
      tickets: [],
      timeline: [],
      serverTime: at(0),
    },
  };
}
