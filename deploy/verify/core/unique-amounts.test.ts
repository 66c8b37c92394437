import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { BookingView } from '@karcis/contracts';
import { aHeldBooking, anItem, useCore } from './start-core.ts';

const core = useCore();
const ipHash = null;

async function anAccount(uniqueAmount = true): Promise<string> {
  const id = randomUUID();
  await core.ask.createPaymentMethod({
    id,
    method: {
      type: 'bank',
      provider: null,
      displayName: 'BCA',
      accountNo: '1234567890',
      accountName: 'Studio Tanah',
      qrisUrl: null,
      instructions: null,
      active: true,
      uniqueAmount,
    },
  });
  return id;
}

async function choose(bookingId: string, methodId: string): Promise<BookingView> {
  const request = { bookingId, methodId, ipHash, operation: randomUUID() };
  const answer = await core.ask.selectMethod(request);
  if (!answer.ok) throw new Error(`the method was refused: ${answer.refusal.code}`);
  return answer.booking;
}

/** Rows as if so many had been booked: the market of one account in one statement. */
const fillAccount = (methodId: string, like: string, amounts: readonly number[]) =>
  core.admin.query(
    `insert into booking.bookings
     select (jsonb_populate_record(b, jsonb_build_object(
       'id', gen_random_uuid(), 'code', substr(md5(random()::text), 1, 12), 'method_id', $1::text, 'amount_due', due))).*
     from booking.bookings b, unnest($3::bigint[]) due where b.id = $2`,
    [methodId, like, amounts],
  );

const suffixes = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => 150_000 + from + index);

describe('an amount of one’s own', () => {
  it('is 1 to 999 rupiah more than the booking costs, and no other open booking of the account has it', async () => {
    const item = await anItem(core, { capacity: 200 });
    const account = await anAccount();
    const bookings = await Promise.all(Array.from({ length: 60 }, () => aHeldBooking(core, item)));
    // A few free ones only, so that rivals meet.
    await fillAccount(account, bookings[0]?.id ?? '', suffixes(1, 939));

    const chosen = await Promise.all(bookings.map(({ id }) => choose(id, account)));
    const due = chosen.map(({ amountDue }) => amountDue);
    expect(new Set(due).size).toBe(60);
    for (const amountDue of due) {
      expect(amountDue).toBeGreaterThan(150_939);
      expect(amountDue).toBeLessThanOrEqual(150_999);
    }
    expect(chosen[0]?.amount).toBe(150_000);
  });

  it('is the plain amount when all are taken, and never an error', async () => {
    const account = await anAccount();
    const booking = await aHeldBooking(core, await anItem(core));
    await fillAccount(account, booking.id, suffixes(1, 999));
    expect(await choose(booking.id, account)).toMatchObject({
      amount: 150_000,
      amountDue: 150_000,
      paymentMethod: { id: account },
    });
  });

  it('is free again when its booking has ended', async () => {
    const account = await anAccount();
    const item = await anItem(core);
    const [first, second] = [await aHeldBooking(core, item), await aHeldBooking(core, item)];
    await fillAccount(account, first.id, suffixes(1, 998));
    expect((await choose(first.id, account)).amountDue).toBe(150_999);
    expect((await choose(second.id, account)).amountDue).toBe(150_000);

    await core.ask.cancelBooking({ bookingId: first.id, ipHash });
    const third = await aHeldBooking(core, item);
    expect((await choose(third.id, account)).amountDue).toBe(150_999);
  });

  it('stays when the same method is chosen again, and goes with the method', async () => {
    const [account, plain] = [await anAccount(), await anAccount(false)];
    const { id } = await aHeldBooking(core, await anItem(core));
    const { amountDue } = await choose(id, account);
    expect((await choose(id, account)).amountDue).toBe(amountDue);
    expect((await choose(id, plain)).amountDue).toBe(150_000);
  });

  it('is not given where it says nothing: free bookings, and money that has cents', async () => {
    const account = await anAccount();
    const free = await aHeldBooking(core, await anItem(core, { price: 0 }));
    const dollars = await aHeldBooking(core, await anItem(core, { currency: 'USD' }));
    expect((await choose(free.id, account)).amountDue).toBe(0);
    expect((await choose(dollars.id, account)).amountDue).toBe(150_000);
  });
});
