import { createHash, randomUUID } from 'node:crypto';
import * as contracts from '@karcis/contracts';
import type { BookingView, Item, RequestOf } from '@karcis/contracts';

export const itemId = '0199d1c0-0000-7000-8000-000000000001';
export const draftId = '0199d1c0-0000-7000-8000-000000000002';
export const methodId = '0199d1c0-0000-7000-8000-000000000003';

export const anItem = (changes: Partial<Item> = {}): Item => ({
  id: itemId,
  shortId: '7GK2M9QX',
  slug: 'kelas-keramik',
  url: '/x/kelas-keramik-7GK2M9QX',
  title: 'Kelas Keramik',
  description: 'Bawa celemek',
  location: 'Bandung',
  startsAt: '2027-01-10T03:00:00.000Z',
  endsAt: null,
  imageUrl: null,
  price: 150_000,
  currency: 'IDR',
  status: 'OPEN',
  maxPerBooking: 5,
  holdTtlSeconds: 900,
  bookingClosesAt: '2027-01-10T03:00:00.000Z',
  submission: { fileRequired: true, fields: [] },
  autoApprove: false,
  certificate: false,
  availability: {
    capacity: 100,
    paid: 0,
    review: 0,
    holdActive: 0,
    capacityUsed: 0,
    capacityLeft: 100,
    holdPool: 30,
    holdPoolLeft: 30,
    available: 30,
    maxQuantity: 5,
    bookable: true,
    reason: null,
    nextReleaseAt: null,
  },
  serverTime: new Date().toISOString(),
  ...changes,
});

const codeOf = (id: string) => {
  const bytes = createHash('sha256').update(id).digest();
  return [...bytes.subarray(0, 12)].map((byte) => contracts.crockford[byte % 32]).join('');
};

export function aBooking(
  request: RequestOf<typeof contracts.holdBooking>,
  item: Item,
): BookingView {
  const at = new Date();
  const code = codeOf(request.bookingId);
  return {
    id: request.bookingId,
    code,
    url: `/b/${code}`,
    state: 'HOLD',
    version: 1,
    item: {
      id: item.id,
      title: item.title,
      url: item.url,
      version: 1,
      startsAt: item.startsAt,
      endsAt: item.endsAt,
      certificate: item.certificate,
      location: item.location,
    },
    name: request.name,
    contact: request.contact as BookingView['contact'],
    note: request.note,
    answers: {},
    quantity: request.quantity,
    amount: item.price * request.quantity,
    amountDue: item.price * request.quantity,
    currency: item.currency,
    paymentMethod: null,
    proof: null,
    payment: null,
    holdExpiresAt: new Date(at.getTime() + 900_000).toISOString(),
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    rejectionReason: null,
    tickets: [{ id: randomUUID(), attendee: request.name }],
    timeline: [{ state: 'HOLD', at: at.toISOString(), by: 'customer' }],
    serverTime: at.toISOString(),
  };
}

/** A ticket that was let in. */
export const aDoorTicket: contracts.DoorTicket = {
  id: '00000000-0000-8000-a000-000000000001',
  itemId,
  place: 1,
  attendee: 'Siti Aminah',
  bookingCode: 'K7QM2XVD9HTA',
  checkedInAt: '2027-01-10T03:05:00.000Z',
  door: 'Timur',
};

export const aMethod: contracts.PaymentMethod = {
  id: methodId,
  type: 'bank',
  provider: null,
  displayName: 'BCA',
  accountNo: '123',
  accountName: 'Karcis',
  qrisUrl: null,
  instructions: null,
};
