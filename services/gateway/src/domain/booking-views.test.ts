import { describe, expect, it } from '@jest/globals';
import { Booking, type BookingView, HeldBooking, PublicBooking } from '@karcis/contracts';
import { heldView, ownerView, publicView } from './booking-views.ts';

const booking: BookingView = {
  id: '0199d1c0-0000-8000-8000-000000000001',
  code: 'K7QM2XVD9HTA',
  url: '/b/K7QM2XVD9HTA',
  state: 'REVIEW',
  version: 3,
  item: {
    id: '0199d1c0-0000-7000-8000-000000000002',
    title: 'Kelas Keramik',
    url: '/x/kelas-keramik-7GK2M9QX',
    version: 1,
    startsAt: '2026-12-01T12:00:00.000Z',
    endsAt: null,
    certificate: false,
    location: 'Bandung',
  },
  name: 'Siti Aminah',
  contact: { email: 'siti@example.org' },
  note: 'near the door',
  answers: { size: 'M' },
  quantity: 1,
  amount: 150_000,
  amountDue: 150_123,
  currency: 'IDR',
  paymentMethod: null,
  proof: {
    id: '0199d1c0-0000-8000-8000-000000000003',
    status: 'accepted',
    code: null,
    mime: 'image/png',
    size: 10,
    sha256: 'ab',
    uploadedAt: '2026-11-23T10:01:00.000Z',
  },
  payment: null,
  holdExpiresAt: '2026-11-23T10:15:00.000Z',
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:02:00.000Z',
  rejectionReason: null,
  tickets: [{ id: '0199d1c0-0000-7000-8000-000000000004', attendee: 'Siti Aminah' }],
  timeline: [{ state: 'HOLD', at: '2026-11-23T10:00:00.000Z', by: 'customer' }],
  serverTime: '2026-11-23T10:02:30.000Z',
};
const now = '2026-11-23T10:03:00.000Z';

describe('the public view', () => {
  it('is what the contract says and nothing that tells who the person is', () => {
    const view = publicView(booking, now);
    expect(PublicBooking.parse(view)).toEqual(view);
    expect(view.name).toBe('S***i A***h');
    expect(JSON.stringify(view)).not.toMatch(/siti|Aminah|near the door|"ab"|"M"/);
  });
});

describe('the owner’s view', () => {
  it('is what the contract says, on the server’s clock', () => {
    const view = ownerView(booking, [], now);
    expect(Booking.parse(view)).toEqual(view);
    expect(view.serverTime).toBe(now);
  });
});

describe('the answer to a hold', () => {
  it('holds creation facts only', () => {
    const view = heldView({ ...booking, state: 'HOLD', version: 1 }, 'token');
    expect(HeldBooking.parse(view)).toEqual(view);
    expect(view).toMatchObject({ serverTime: booking.createdAt, proof: null, ownerToken: 'token' });
  });
});

describe("the owner's view", () => {
  it('shows the messages to the owner, not those to webhooks or to the organiser', () => {
    const sent = { status: 'sent', at: now } as const;
    const mine = { kind: 'approved', channel: 'email', ...sent };
    const others = [
      { kind: 'approved', channel: 'webhook', ...sent },
      { kind: 'new-proof-waiting', channel: 'email', ...sent },
    ];
    expect(ownerView(booking, [mine, ...others], now).notifications).toEqual([mine]);
  });
});
