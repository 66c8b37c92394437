import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import {
  aHeldBooking,
  aHold,
  anItem,
  announceAccepted,
  aSubmittedBooking,
  useCore,
} from './start-core.ts';

const core = useCore();
const ipHash = null;

const stateOf = async (id: string) => (await core.ask.findBooking({ id })).booking?.state;
const becomes = (id: string, state: string) =>
  until(async () => (await stateOf(id)) === state, { what: `${id} is ${state}` });

describe('a hold', () => {
  it('gives the same answer to the same request, whatever became of the booking', async () => {
    const request = aHold(await anItem(core));
    const first = await core.ask.holdBooking(request);
    await core.ask.cancelBooking({ bookingId: request.bookingId, ipHash });

    const second = await core.ask.holdBooking(request);
    expect(first).toMatchObject({ outcome: 'held', repeated: false });
    expect(second).toEqual({ ...first, repeated: true });
  });

  it('refuses another request under the same id', async () => {
    const request = aHold(await anItem(core));
    await core.ask.holdBooking(request);
    const other = { ...request, fingerprint: 'e'.repeat(64), name: 'Budi Santoso' };
    expect(await core.ask.holdBooking(other)).toEqual({ outcome: 'idempotency-key-reused' });
  });

  it('refuses another quantity under an id whose booking was never written', async () => {
    const item = await anItem(core, { maxPerBooking: 3 });
    const request = aHold(item);
    await core.ask.holdPlaces({ bookingId: request.bookingId, itemRef: item.id, quantity: 1 });
    expect(await core.ask.holdBooking({ ...request, quantity: 2 })).toEqual({
      outcome: 'idempotency-key-reused',
    });
    expect(await core.ask.holdBooking(request)).toMatchObject({ outcome: 'held' });
  });

  it('takes up places whose booking a crash left unwritten', async () => {
    const item = await anItem(core);
    const request = aHold(item);
    const places = await core.ask.holdPlaces({
      bookingId: request.bookingId,
      itemRef: item.id,
      quantity: 1,
    });
    const answer = await core.ask.holdBooking(request);
    expect(places).toMatchObject({ outcome: 'held' });
    expect(answer).toMatchObject({
      booking: { holdExpiresAt: places.outcome === 'held' && places.expiresAt, version: 1 },
    });
    const { item: after } = (await core.ask.findItem({ ref: item.id, drafts: false })) as never as {
      item: typeof item;
    };
    expect(after.availability.holdActive).toBe(1);
  });

  it('keeps the creation facts, the item as it was and the clock of the admission in its answer', async () => {
    const item = await anItem(core);
    const request = aHold(item);
    const first = await core.ask.holdBooking(request);
    await core.ask.updateItem({ id: item.id, changes: { title: 'Kelas Keramik Lanjutan' } });
    await until(async () => {
      const { booking } = await core.ask.findBooking({ id: request.bookingId });
      return booking?.item.title === 'Kelas Keramik Lanjutan';
    });

    const second = await core.ask.holdBooking(request);
    expect(second).toEqual({ ...first, repeated: true });
    expect(second).toMatchObject({
      booking: { item: { title: 'Kelas Keramik' }, amount: 150_000 },
    });
    if (second.outcome !== 'held') throw new Error('not held');
    expect(second.booking.serverTime).toBe(second.booking.createdAt);
  });

  it('fails alone when it cannot be written, and takes no other of its batch with it', async () => {
    const item = await anItem(core, { capacity: 100 });
    // A NUL never passes the gateway; Postgres refuses it, and with it the statement of the whole batch.
    const requests = Array.from({ length: 20 }, (_, n) =>
      aHold(item, n === 7 ? { note: 'a\0b' } : {}),
    );
    const results = await Promise.allSettled(
      requests.map((request) => core.ask.holdBooking(request)),
    );
    expect(results.map(({ status }) => status)).toEqual(
      results.map((_, n) => (n === 7 ? 'rejected' : 'fulfilled')),
    );
  });

  it('has a code that none can guess, by which it is found in any writing', async () => {
    const booking = await aHeldBooking(core, await anItem(core));
    expect(booking.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    const written = booking.code.toLowerCase().replace(/(....)(....)(....)/, '$1-$2-$3');
    expect((await core.ask.findBooking({ code: written })).booking?.id).toBe(booking.id);
  });
});

describe('a hold whose booking came too late', () => {
  it('stays out once capacity has announced its end: a tombstone stands in its place', async () => {
    const item = await anItem(core, { holdTtlSeconds: 1 });
    const request = aHold(item);
    await core.ask.holdPlaces({ bookingId: request.bookingId, itemRef: item.id, quantity: 1 });
    await until(async () => {
      const { rows } = await core.admin.query(
        'select from booking.tombstones where booking_id = $1',
        [request.bookingId],
      );
      return rows.length === 1;
    });
    expect(await core.ask.holdBooking(request)).toEqual({ outcome: 'hold-expired' });
    expect(await stateOf(request.bookingId)).toBeUndefined();
  });
});

describe('a proof', () => {
  it('puts the booking in REVIEW once capacity has locked the places', async () => {
    const item = await anItem(core);
    const { booking, proofId } = await aSubmittedBooking(core, item);
    expect(booking).toMatchObject({
      proof: { id: proofId, status: 'accepted' },
      holdExpiresAt: null,
      version: 2,
    });
    const { places } = await core.ask.findPlaces({ bookingIds: [booking.id] });
    expect(places).toMatchObject([{ state: 'LOCKED', proofId }]);
  });

  it('has one outcome each: a second one of a booking in REVIEW is refused', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    const [first, second] = [randomUUID(), randomUUID()];
    for (const proofId of [first, second]) {
      const prepared = { bookingId: id, proofId, answers: {}, hasFile: true, ipHash };
      expect(await core.ask.prepareProof(prepared)).toEqual({ ok: true });
    }
    await announceAccepted(core, id, first);
    await announceAccepted(core, id, second);

    const outcome = (proofId: string) =>
      until(async () => {
        const found = await core.ask.findProofOutcome({ bookingId: id, proofId });
        return found.outcome !== null && found;
      });
    expect(await outcome(first)).toMatchObject({
      outcome: 'submitted',
      booking: { proof: { id: first } },
    });
    expect(await outcome(second)).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'invalid-transition', state: 'REVIEW' },
    });
  });

  it('that comes when the places are gone is the expiry itself, and stays visible', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    const proofId = randomUUID();
    await core.ask.prepareProof({ bookingId: id, proofId, answers: {}, hasFile: true, ipHash });
    await core.ask.releasePlaces({ bookingId: id, epoch: 1 });
    await announceAccepted(core, id, proofId);

    await becomes(id, 'EXPIRED');
    expect(await core.ask.findProofOutcome({ bookingId: id, proofId })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'hold-expired' },
      booking: { state: 'EXPIRED', proof: { id: proofId, status: 'accepted' } },
    });
  });

  it('is refused before its upload when the booking is over, or its answers do not fit', async () => {
    const item = await anItem(core, {
      submission: {
        fileRequired: true,
        fields: [
          { key: 'size', label: 'Ukuran', type: 'select', required: true, options: ['S', 'M'] },
        ],
      },
    });
    const { id } = await aHeldBooking(core, item);
    const prepare = (answers: Record<string, string>, hasFile = true) =>
      core.ask.prepareProof({ bookingId: id, proofId: randomUUID(), answers, hasFile, ipHash });

    expect(await prepare({})).toMatchObject({
      refusal: { errors: [{ pointer: '/fields/size', code: 'required' }] },
    });
    expect(await prepare({ size: 'S' }, false)).toMatchObject({
      refusal: { code: 'file-required' },
    });
    expect(await prepare({ size: 'S' })).toEqual({ ok: true });
    expect((await core.ask.findBooking({ id })).booking?.answers).toEqual({ size: 'S' });

    await core.ask.cancelBooking({ bookingId: id, ipHash });
    expect(await prepare({ size: 'S' })).toMatchObject({
      refusal: { code: 'invalid-transition', state: 'CANCELLED' },
    });
  });

  it('is not needed where the item asks for a form alone, which can approve itself', async () => {
    const item = await anItem(core, {
      price: 0,
      submission: { fileRequired: false, fields: [] },
      autoApprove: true,
    });
    const { id } = await aHeldBooking(core, item);
    const proofId = randomUUID();
    await core.ask.prepareProof({ bookingId: id, proofId, answers: {}, hasFile: false, ipHash });
    const answer = await core.ask.submitForm({ bookingId: id, proofId, ipHash });
    expect(answer).toMatchObject({ ok: true, booking: { state: 'PAID', version: 3 } });
    await until(
      async () =>
        (await core.ask.findPlaces({ bookingIds: [id] })).places[0]?.state === 'CONFIRMED',
    );
  });
});

describe('the organiser', () => {
  it('approves once: a repeat succeeds and says nothing new, the opposite is refused', async () => {
    const { booking } = await aSubmittedBooking(core, await anItem(core));
    const command = { bookingId: booking.id, ipHash };
    const first = await core.ask.approveBooking(command);
    const second = await core.ask.approveBooking(command);
    expect(first).toMatchObject({ ok: true, booking: { state: 'PAID', version: 3 } });
    expect(second).toMatchObject({ ok: true, booking: { version: 3 } });
    expect(await core.ask.rejectBooking({ ...command, reason: 'salah' })).toMatchObject({
      refusal: { code: 'invalid-transition', state: 'PAID' },
    });
    await until(
      async () =>
        (await core.ask.findPlaces({ bookingIds: [booking.id] })).places[0]?.state === 'CONFIRMED',
    );
  });

  it('rejects with a reason, and the places are free again', async () => {
    const item = await anItem(core, { capacity: 1 });
    const { booking } = await aSubmittedBooking(core, item);
    await core.ask.rejectBooking({ bookingId: booking.id, ipHash, reason: 'nominal berbeda' });
    expect((await core.ask.findBooking({ id: booking.id })).booking).toMatchObject({
      state: 'REJECTED',
      rejectionReason: 'nominal berbeda',
    });
    await until(async () => (await core.ask.holdBooking(aHold(item))).outcome === 'held');
  });

  it('finds what waits first, oldest first, then the rest, page by page, each once', async () => {
    const item = await anItem(core, { capacity: 30 });
    const waiting = [await aSubmittedBooking(core, item), await aSubmittedBooking(core, item)];
    const held = [
      await aHeldBooking(core, item),
      await aHeldBooking(core, item),
      await aHeldBooking(core, item),
    ];

    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await core.ask.listBookings({ itemId: item.id, limit: 2, cursor });
      if ('badCursor' in page) throw new Error('the cursor was refused');
      seen.push(...page.data.map(({ id }) => id));
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([
      ...waiting.map(({ booking }) => booking.id),
      ...held.map(({ id }) => id).reverse(),
    ]);
    expect(await core.ask.listBookings({ limit: 2, cursor: 'bm9uZQ' })).toEqual({
      badCursor: true,
    });
  });

  it('finds a booking by code, by name and by contact, wildcards taken literally', async () => {
    const item = await anItem(core);
    const booking = await aHeldBooking(core, item, {
      name: 'Putri 100% Asli',
      contact: { email: 'putri_a@example.org' },
    });
    const find = async (q: string) => {
      const page = await core.ask.listBookings({ limit: 100, q, itemId: item.id });
      return 'data' in page ? page.data.map(({ id }) => id) : [];
    };
    for (const q of [
      booking.code,
      booking.code.slice(0, 5).toLowerCase(),
      'putri 100%',
      'PUTRI_A@',
    ])
      expect(await find(q)).toEqual([booking.id]);
    for (const q of ['putri 1000', 'p_tri', '%%%']) expect(await find(q)).toEqual([]);
  });
});

describe('select-method', () => {
  it('succeeds again after the booking moved on, when it is the same operation', async () => {
    const methodId = randomUUID();
    const method = {
      type: 'bank',
      provider: null,
      displayName: 'BCA',
      accountNo: '123',
      accountName: null,
      qrisUrl: null,
      instructions: null,
      active: true,
      uniqueAmount: false,
    } as const;
    await core.ask.createPaymentMethod({ id: methodId, method });
    const { id } = await aHeldBooking(core, await anItem(core));
    const request = { bookingId: id, methodId, ipHash, operation: randomUUID() };
    expect(await core.ask.selectMethod(request)).toMatchObject({
      booking: { paymentMethod: { id: methodId }, version: 2 },
    });
    await core.ask.cancelBooking({ bookingId: id, ipHash });

    expect(await core.ask.selectMethod(request)).toMatchObject({ ok: true });
    expect(await core.ask.selectMethod({ ...request, operation: randomUUID() })).toMatchObject({
      refusal: { code: 'invalid-transition', state: 'CANCELLED' },
    });
  });

  it('refuses a method that does not exist and leaves no trace of the operation', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    const request = { bookingId: id, methodId: randomUUID(), ipHash, operation: randomUUID() };
    for (let times = 0; times < 2; times += 1)
      expect(await core.ask.selectMethod(request)).toMatchObject({
        refusal: { code: 'payment-method-not-found' },
      });
  });
});

describe('the audit trail', () => {
  it('is one unbroken chain up to the present state', async () => {
    const { booking } = await aSubmittedBooking(core, await anItem(core));
    await core.ask.approveBooking({ bookingId: booking.id, ipHash: 'organiser' });
    const { audit, intact } = await core.ask.findAudit({ bookingId: booking.id });
    expect(intact).toBe(true);
    expect(audit.map(({ from, to, actor }) => [from, to, actor])).toEqual([
      [null, 'HOLD', 'customer'],
      ['HOLD', 'REVIEW', 'customer'],
      ['REVIEW', 'PAID', 'organiser'],
    ]);
  });

  it('shows what was changed behind its back', async () => {
    const { id } = await aHeldBooking(core, await anItem(core));
    await core.admin.query(`update booking.bookings set state = 'PAID' where id = $1`, [id]);
    expect((await core.ask.findAudit({ bookingId: id })).intact).toBe(false);
    await core.admin.query(`update booking.bookings set state = 'HOLD' where id = $1`, [id]);
  });

  it('cannot be changed, not even by an administrator', async () => {
    for (const change of [
      'update booking.audit set reason = null',
      'delete from booking.audit',
      'truncate booking.audit',
    ])
      await expect(core.admin.query(change)).rejects.toThrow('append-only');
  });
});

describe('logs', () => {
  it('tell every change of state by code, item and address hash, and never a name or a contact', async () => {
    const item = await anItem(core);
    const { booking } = await aSubmittedBooking(core, item);
    const lines = () => core.logs.lines.filter((line) => line['bookingCode'] === booking.code);
    await until(() => lines().length > 1, { what: 'a line for each change' });
    expect(lines()).toMatchObject([
      { itemId: item.id, ipHash: 'a1b2c3d4e5f60718', from: null, to: 'HOLD' },
      { itemId: item.id, from: 'HOLD', to: 'REVIEW' },
    ]);
    const text = JSON.stringify(core.logs.lines);
    for (const secret of ['Siti', 'Aminah', '81234567890', 'siti@example.org', 'dekat jendela'])
      expect(text).not.toContain(secret);
  });

  it('no event carries anything personal', async () => {
    await aSubmittedBooking(core, await anItem(core));
    const { rows } = await core.admin.query<{ payload: string }>(
      'select payload from booking.outbox',
    );
    const text = JSON.stringify(rows);
    for (const secret of ['Siti', 'Aminah', '81234567890', 'siti@example.org', 'dekat jendela'])
      expect(text).not.toContain(secret);
  });
});
