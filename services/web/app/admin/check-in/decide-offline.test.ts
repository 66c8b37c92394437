import { describe, expect, it } from '@jest/globals';
import type { DoorTicket } from '@karcis/contracts';
import { decideOffline } from './decide-offline.ts';
import type { Entry, KeptList } from './entries.ts';

const itemId = '01997b7e-3c11-7000-8000-5d1c0a5f9b01';
const ticket = (id: string, changes: Partial<DoorTicket> = {}): DoorTicket => ({
  id,
  itemId,
  place: 1,
  attendee: 'Siti Aminah',
  bookingCode: 'K7QM2XVD9HTA',
  checkedInAt: null,
  door: null,
  ...changes,
});
const list: KeptList = {
  itemId,
  keys: [],
  asOf: '2026-12-12T11:00:00.000Z',
  tickets: [ticket('a'), ticket('b', { checkedInAt: '2026-12-12T10:59:00.000Z', door: 'Timur' })],
};
const entry = (ticketId: string, outcome: Entry['outcome']): Entry => ({
  id: 'entry',
  itemId,
  ticketId,
  attendee: 'Siti Aminah',
  at: '2026-12-12T11:05:00.000Z',
  door: 'Barat',
  outcome,
});
const claims = (sub: string, changes: { item?: string; iat?: number } = {}) => ({
  claims: { sub, item: itemId, place: 1, iat: 1_700_000_000, ...changes },
});

describe('a door without a network', () => {
  it('lets in who is on its list, by the code or by the name', () => {
    for (const presented of [claims('a'), { ticketId: 'a' }]) {
      expect(decideOffline(list, [], presented)).toMatchObject({
        kind: 'in',
        attendee: 'Siti Aminah',
        ticketId: 'a',
        isNew: false,
      });
    }
  });

  it('says when and where a ticket came in, before or since', () => {
    expect(decideOffline(list, [], claims('b'))).toMatchObject({
      kind: 'already-in',
      door: 'Timur',
    });
    expect(decideOffline(list, [entry('a', { state: 'waiting' })], claims('a'))).toMatchObject({
      kind: 'already-in',
      door: 'Barat',
      at: '2026-12-12T11:05:00.000Z',
    });
  });

  it('believes the server that somebody came in, whatever moment its list was stamped with', () => {
    const heard = entry('a', { state: 'accepted' });
    for (const asOf of [list.asOf, '2026-12-12T11:06:00.000Z']) {
      const stamped = { ...list, asOf };
      expect(decideOffline(stamped, [heard], claims('a'))).toMatchObject({ kind: 'already-in' });
    }
  });

  it('tells a ticket that was sold since from one whose booking was cancelled before', () => {
    const iat = Date.parse(list.asOf) / 1000;
    expect(decideOffline(list, [], claims('c', { iat: iat + 60 }))).toMatchObject({
      kind: 'in',
      isNew: true,
      ticketId: 'c',
    });
    expect(decideOffline(list, [], claims('c', { iat: iat - 60 }))).toMatchObject({
      kind: 'invalid',
      reason: 'not-paid',
    });
  });

  it('refuses tickets of other items, unknown ones and those without a right signature', () => {
    const other = claims('a', { item: '01997b7e-3c11-7000-8000-5d1c0a5f9b02' });
    expect(decideOffline(list, [], other)).toMatchObject({ reason: 'other-item' });
    expect(decideOffline(list, [], { ticketId: 'z' })).toMatchObject({ reason: 'unknown' });
    expect(decideOffline(list, [], { refusal: 'forged' })).toMatchObject({ reason: 'forged' });
  });
});
