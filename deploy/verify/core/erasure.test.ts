import { describe, expect, it } from '@jest/globals';
import type { Item } from '@karcis/contracts';
import { until } from '@karcis/testing';
import { aHeldBooking, anItem, aSubmittedBooking, useCore } from './start-core.ts';

const core = useCore({ PERSONAL_DATA_RETENTION_DAYS: '30' });

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** As if it had been so for days. */
async function ages({ id: bookingId }: { readonly id: string }, days: number): Promise<void> {
  await core.admin.query(
    `update booking.bookings set updated_at = now() - $2 * interval '1 day' where id = $1`,
    [bookingId, days],
  );
}

async function isOver({ id }: Item, days: number): Promise<void> {
  await until(async () => {
    const { rowCount } = await core.admin.query(
      `update booking.items set facts = facts || jsonb_build_object('startsAt', $2::text) where id = $1`,
      [id, daysAgo(days)],
    );
    return rowCount;
  });
}

async function aCancelledBooking(item: Item) {
  const booking = await aHeldBooking(core, item);
  await core.ask.cancelBooking({ bookingId: booking.id, ipHash: null });
  return booking;
}

const nameOf = async ({ id }: { readonly id: string }) =>
  (await core.ask.findBooking({ id })).booking?.name;

const erasures = async ({ id }: { readonly id: string }) => {
  const { audit, intact } = await core.ask.findAudit({ bookingId: id });
  expect(intact).toBe(true);
  return audit.filter(({ reason }) => reason === 'erased').map(({ actor }) => actor);
};

describe('people whose time is over', () => {
  it('are forgotten once, by one replica, and those whose time is not are kept', async () => {
    const [past, future] = [await anItem(core), await anItem(core)];
    const [old, young, early] = [
      await aCancelledBooking(past),
      await aCancelledBooking(past),
      await aCancelledBooking(future),
    ];
    const { booking: waiting } = await aSubmittedBooking(core, past);
    await isOver(past, 31);
    await Promise.all([ages(old, 31), ages(young, 29), ages(early, 31), ages(waiting, 31)]);

    const second = await core.startReplica();
    await Promise.all([core.booking.forgetOld(), second.forgetOld(), core.booking.forgetOld()]);
    await second.stop();

    expect(await nameOf(old)).toBe('(dihapus)');
    expect(await erasures(old)).toEqual(['system']);
    for (const kept of [young, early, waiting]) expect(await nameOf(kept)).toBe('Siti Aminah');
    const { rows } = await core.admin.query<{ count: number }>(
      `select count(*)::int as count from booking.outbox where subject = $1`,
      [`booking.erased.v1.${old.id}`],
    );
    expect(rows[0]?.count).toBe(1);
  });

  it('stay until the event is over too, and as long as money has to go back', async () => {
    const item = await anItem(core);
    const booking = await aCancelledBooking(item);
    await isOver(item, 10);
    await ages(booking, 31);
    await core.booking.forgetOld();
    expect(await nameOf(booking)).toBe('Siti Aminah');

    await isOver(item, 31);
    await core.admin.query(
      `insert into booking.payments (booking_id, epoch, provider, amount, currency, status, paid_at, refund_reason, created_at, updated_at)
       values ($1, 1, 'manual', 1, 'IDR', 'refund-due', now(), 'too-late', now(), now())`,
      [booking.id],
    );
    await core.booking.forgetOld();
    expect(await nameOf(booking)).toBe('Siti Aminah');
  });
});
