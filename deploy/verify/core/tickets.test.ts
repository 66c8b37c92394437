import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BookingService } from '@karcis/booking';
import type { DoorTicket, SyncedEntry } from '@karcis/contracts';
import { aHeldBooking, anItem, useCore } from './start-core.ts';

const core = useCore();
const caller = { organiserId: 'organiser-1', ipHash: null };
const times = (count: number) => Array.from({ length: count }, (_, n) => n);

/** A booking that is paid for, of an item that approves by itself. */
async function aPaidBooking(item: { id: string }, attendees: string[] = []) {
  const quantity = Math.max(1, attendees.length);
  const { id } = await aHeldBooking(core, item, { quantity, attendees });
  const proofId = randomUUID();
  await core.ask.prepareProof({
    bookingId: id,
    proofId,
    answers: {},
    hasFile: false,
    ipHash: null,
  });
  const submitted = await core.ask.submitForm({ bookingId: id, proofId, ipHash: null });
  if (!submitted.ok) throw new Error(`the form was refused: ${submitted.refusal.code}`);
  return submitted.booking;
}

const anOpenItem = () =>
  anItem(core, {
    capacity: 1_000,
    maxPerBooking: 5,
    autoApprove: true,
    submission: { fileRequired: false, fields: [] },
  });

const atDoor = (asked: { token?: string; ticketId?: string; itemId?: string }, door = 'Timur') =>
  core.ask.checkIn({ ...caller, ...asked, door, operation: randomUUID() });

const tokenOf = (booking: { tickets: readonly { token?: string | undefined }[] }, place = 0) =>
  booking.tickets[place]?.token as string;

const trailOf = async (ticketId: string) =>
  (
    await core.admin.query<{ action: string; door: string; reason: string | null }>(
      'select action, door, reason from booking.ticket_audit where ticket_id = $1 order by version',
      [ticketId],
    )
  ).rows;

describe('tickets', () => {
  it('come with PAID, one a place, each for its attendee and signed', async () => {
    const item = await anOpenItem();
    const held = await aHeldBooking(core, item, { quantity: 3, attendees: ['Budi Santoso'] });
    expect(held.tickets.map(({ token }) => token)).toEqual([undefined, undefined, undefined]);

    const booking = await aPaidBooking(item, ['Budi Santoso', 'Ani Lestari', 'Cici Dewi']);
    const { keys } = await core.ask.findTicketKeys({});
    const { rows } = await core.admin.query(
      'select id, place, attendee from booking.tickets where booking_id = $1 order by place',
      [booking.id],
    );
    expect(rows).toEqual(
      booking.tickets.map(({ id, attendee }, index) => ({ id, attendee, place: index + 1 })),
    );
    const [header, payload] = tokenOf(booking, 2).split('.').slice(0, 2).map(decode);
    expect(header).toEqual({ alg: 'EdDSA', kid: keys[0]?.kid });
    expect(payload).toEqual({
      sub: booking.tickets[2]?.id,
      item: item.id,
      place: 3,
      iat: expect.any(Number),
    });
    expect(tokenOf((await core.ask.findBooking({ id: booking.id })).booking as never, 2)).toBe(
      tokenOf(booking, 2),
    );
  });

  it('have no token in an organiser’s list, nor for a booking that is not paid for', async () => {
    const item = await anOpenItem();
    await aPaidBooking(item);
    const list = await core.ask.listBookings({ limit: 10, itemId: item.id });
    expect(JSON.stringify(list)).not.toContain('"token"');
  });
});

const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;

describe('check-in', () => {
  it('lets a ticket in once, and tells the second door when and where', async () => {
    const booking = await aPaidBooking(await anOpenItem(), ['Budi Santoso']);
    const first = await atDoor({ token: tokenOf(booking) }, 'Timur');
    const ticket = {
      id: booking.tickets[0]?.id,
      itemId: booking.item.id,
      place: 1,
      attendee: 'Budi Santoso',
      bookingCode: booking.code,
      checkedInAt: expect.any(String),
      door: 'Timur',
    };
    expect(first).toEqual({ ok: true, ticket });

    const again = await atDoor({ ticketId: booking.tickets[0]?.id as string }, 'Barat');
    const { checkedInAt } = (first as { ticket: DoorTicket }).ticket;
    expect(again).toEqual({
      ok: false,
      refusal: { code: 'already-checked-in', ticket: { ...ticket, checkedInAt } },
    });
  });

  it('gives the first answer when the same operation is repeated, whatever came after it', async () => {
    const booking = await aPaidBooking(await anOpenItem());
    const ticketId = booking.tickets[0]?.id as string;
    const asked = { ...caller, ticketId, door: 'Timur', operation: randomUUID() };
    const first = await core.ask.checkIn(asked);
    expect(await core.ask.checkIn(asked)).toEqual(first);

    await core.ask.undoCheckIn({
      ...caller,
      ticketId,
      reason: 'salah orang',
      operation: randomUUID(),
    });
    await atDoor({ ticketId }, 'Barat');
    expect(await core.ask.checkIn(asked)).toEqual(first);
    expect((await trailOf(ticketId)).map(({ action, door }) => `${action} ${door}`)).toEqual([
      'check-in Timur',
      'undo Timur',
      'check-in Barat',
    ]);
  });

  it('says why a ticket lets nobody in', async () => {
    const item = await anOpenItem();
    const booking = await aPaidBooking(item);
    const token = tokenOf(booking);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const foreignHeader = Buffer.from('{"alg":"EdDSA","kid":"nobody"}').toString('base64url');
    const none = Buffer.from('{"alg":"none","kid":"nobody"}').toString('base64url');
    const otherPlace = Buffer.from(
      JSON.stringify({ ...(decode(payload) as object), place: 2 }),
    ).toString('base64url');
    const unpaid = await aHeldBooking(core, item);
    const other = await anOpenItem();

    const reasons = async (asked: Parameters<typeof atDoor>[0]) => {
      const answer = await atDoor(asked);
      return answer.ok ? 'let in' : (answer.refusal as { reason?: string }).reason;
    };
    expect(await reasons({ token: 'https://example.org' })).toBe('unreadable');
    expect(await reasons({ token: `${none}.${payload}.` })).toBe('forged');
    expect(await reasons({ token: `${foreignHeader}.${payload}.${signature}` })).toBe('foreign');
    expect(await reasons({ token: `${header}.${otherPlace}.${signature}` })).toBe('forged');
    expect(await reasons({ ticketId: randomUUID() })).toBe('unknown');
    expect(await reasons({ ticketId: unpaid.tickets[0]?.id as string })).toBe('unknown');
    expect(await reasons({ token, itemId: other.id })).toBe('other-item');

    // What a refund does to its booking.
    await core.admin.query(`update booking.bookings set state = 'CANCELLED' where id = $1`, [
      booking.id,
    ]);
    expect(await reasons({ token })).toBe('not-paid');
    await core.admin.query(`update booking.bookings set state = 'PAID' where id = $1`, [
      booking.id,
    ]);
    expect(await reasons({ token, itemId: item.id })).toBe('let in');
  });

  it('takes a mistake back with its reason, once', async () => {
    const booking = await aPaidBooking(await anOpenItem());
    const ticketId = booking.tickets[0]?.id as string;
    const undo = { ...caller, ticketId, reason: 'salah orang', operation: randomUUID() };
    expect(await core.ask.undoCheckIn(undo)).toEqual({
      ok: false,
      refusal: { code: 'not-checked-in' },
    });

    await atDoor({ ticketId });
    const undone = await core.ask.undoCheckIn(undo);
    expect(undone).toMatchObject({ ok: true, ticket: { checkedInAt: null, door: null } });
    await atDoor({ ticketId });
    expect(await core.ask.undoCheckIn(undo)).toEqual(undone);
    expect(await trailOf(ticketId)).toHaveLength(3);
    expect((await trailOf(ticketId))[1]).toMatchObject({ action: 'undo', reason: 'salah orang' });
    await expect(core.admin.query('delete from booking.ticket_audit')).rejects.toThrow(
      'append-only',
    );
  });
});

describe('two doors at one instant', () => {
  let replica: BookingService;
  beforeAll(async () => {
    replica = await core.startReplica();
  });
  afterAll(() => replica.stop());

  it('let each ticket in once, on two replicas, two hundred times', async () => {
    const item = await anOpenItem();
    const bookings = await Promise.all(
      times(40).map(() =>
        aPaidBooking(
          item,
          times(5).map(() => 'Budi'),
        ),
      ),
    );
    const tickets = bookings.flatMap((booking) => booking.tickets.map(({ id }) => id));
    const answers = await Promise.all(
      tickets.flatMap((ticketId) => ['Timur', 'Barat'].map((door) => atDoor({ ticketId }, door))),
    );
    const letIn = answers.flatMap((answer) => (answer.ok ? [answer.ticket] : []));
    expect(letIn.map(({ id }) => id).toSorted()).toEqual(tickets.toSorted());
    for (const answer of answers) {
      if (answer.ok) continue;
      const { ticket } = answer.refusal as { ticket: DoorTicket };
      expect(letIn).toContainEqual(ticket);
    }
    const list = await core.ask.listTickets({ itemId: item.id, limit: 100 });
    expect(list).toMatchObject({ counts: { total: 200, checkedIn: 200 } });
  });

  it('does nothing twice when one operation comes to both replicas at once', async () => {
    const booking = await aPaidBooking(await anOpenItem());
    const ticketId = booking.tickets[0]?.id as string;
    const asked = { ...caller, ticketId, door: 'Timur', operation: randomUUID() };
    const answers = await Promise.all(times(20).map(() => core.ask.checkIn(asked)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ ok: true });
    expect(await trailOf(ticketId)).toHaveLength(1);
  });
});

describe('the door’s list', () => {
  it('has the tickets that are paid for, page by page, with the counts', async () => {
    const item = await anOpenItem();
    await Promise.all(times(3).map(() => aPaidBooking(item, ['Budi', 'Ani'])));
    await aHeldBooking(core, item);
    const seen: DoorTicket[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await core.ask.listTickets({
        itemId: item.id,
        limit: 4,
        ...(cursor && { cursor }),
      });
      if ('badCursor' in page) throw new Error('a cursor of ours was refused');
      expect(page.counts).toEqual({ total: 6, checkedIn: 0 });
      seen.push(...page.data);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(6);
    expect(await core.ask.listTickets({ itemId: item.id, limit: 4, cursor: 'x' })).toEqual({
      badCursor: true,
    });
  });
});

describe('entries that a door made without a network', () => {
  const entry = (asked: { token?: string; ticketId?: string }, door: string, at: string) => ({
    id: randomUUID(),
    ...asked,
    door,
    at,
  });
  const sync = async (entries: ReturnType<typeof entry>[], itemId?: string) =>
    (await core.ask.syncCheckIns({ ...caller, entries, ...(itemId && { itemId }) })).entries;

  it('are accepted once each, and reported with both doors where the ticket is in already', async () => {
    const item = await anOpenItem();
    const booking = await aPaidBooking(item, ['Budi', 'Ani', 'Cici']);
    const [token, second] = [tokenOf(booking), booking.tickets[1]?.id as string];
    const online = await atDoor({ token }, 'Timur');
    const entries = [
      entry({ token }, 'Barat', '2026-01-01T10:00:00.000Z'),
      entry({ ticketId: second }, 'Barat', '2026-01-01T10:01:00.000Z'),
      entry({ ticketId: second }, 'Barat', '2026-01-01T10:02:00.000Z'),
      entry({ token: 'nonsense' }, 'Barat', '2026-01-01T10:03:00.000Z'),
    ];
    const synced = await sync(entries, item.id);
    const inAt = (online as { ticket: DoorTicket }).ticket.checkedInAt;
    expect(synced.map(({ outcome }) => outcome)).toEqual([
      'double-entry',
      'accepted',
      'double-entry',
      'invalid',
    ]);
    expect(synced[0]).toMatchObject({
      id: entries[0]?.id,
      first: { at: '2026-01-01T10:00:00.000Z', door: 'Barat' },
      second: { at: inAt, door: 'Timur' },
    });
    expect(synced[1]).toMatchObject({
      ticket: { checkedInAt: '2026-01-01T10:01:00.000Z', door: 'Barat' },
    });
    expect(synced[3]).toMatchObject({ reason: 'unreadable' });

    expect(await sync(entries, item.id)).toEqual(synced);
    expect((await trailOf(second)).map(({ action }) => action)).toEqual([
      'check-in',
      'double-entry',
    ]);
  });

  it('count as the same entry when the door had asked online and never heard the answer', async () => {
    const booking = await aPaidBooking(await anOpenItem());
    const ticketId = booking.tickets[0]?.id as string;
    const late = entry({ ticketId }, 'Barat', '2026-01-01T10:00:00.000Z');
    await core.ask.checkIn({
      ...caller,
      ticketId,
      door: 'Barat',
      entryId: late.id,
      operation: randomUUID(),
    });
    expect((await sync([late]))[0]).toMatchObject({ outcome: 'accepted' });
    expect(await trailOf(ticketId)).toHaveLength(1);
  });

  it('are never later than now, whatever a device’s clock says', async () => {
    const booking = await aPaidBooking(await anOpenItem());
    const late = entry({ token: tokenOf(booking) }, 'Barat', '2099-01-01T00:00:00.000Z');
    const [synced] = (await sync([late])) as Extract<SyncedEntry, { outcome: 'accepted' }>[];
    expect(Date.parse(synced?.ticket.checkedInAt as string)).toBeLessThan(Date.now() + 60_000);
  });
});
