import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { BookingView } from '@karcis/contracts';
import { aHold, anItem, useCore } from './start-core.ts';

const core = useCore();

/** A hold made in this account, or in none. */
async function holdIn(accountId?: string) {
  const request = { ...aHold(await anItem(core)), ...(accountId && { accountId }) };
  const answer = await core.ask.holdBooking(request);
  if (answer.outcome !== 'held') throw new Error(answer.outcome);
  return { request, answer };
}

async function listOf(accountId: string, limit = 20): Promise<readonly BookingView[]> {
  const found: BookingView[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await core.ask.listAccountBookings({
      accountId,
      limit,
      ...(cursor && { cursor }),
    });
    if ('badCursor' in page) throw new Error('bad cursor');
    expect(page.data.length).toBeLessThanOrEqual(limit);
    found.push(...page.data);
    cursor = page.nextCursor;
  }
  return found;
}

describe('the bookings of an account', () => {
  it('are those made in it, the newest first, page by page', async () => {
    const mine = randomUUID();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await holdIn(mine)).request.bookingId);
    await holdIn(randomUUID());
    await holdIn();
    for (const limit of [20, 2, 1]) {
      expect((await listOf(mine, limit)).map(({ id }) => id)).toEqual(ids);
    }
  });

  it('are none of a cursor that is not ours', async () => {
    const accountId = randomUUID();
    for (const cursor of ['x', Buffer.from('["a","b"]').toString('base64url')]) {
      expect(await core.ask.listAccountBookings({ accountId, limit: 1, cursor })).toEqual({
        badCursor: true,
      });
    }
  });

  it('say whose they are, and the hold’s own answer does not, however often it is given', async () => {
    const accountId = randomUUID();
    const { request, answer } = await holdIn(accountId);
    expect(JSON.stringify(answer)).not.toContain(accountId);
    expect(JSON.stringify(await core.ask.holdBooking(request))).not.toContain(accountId);
    const { booking } = await core.ask.findBooking({ id: request.bookingId });
    expect(booking?.accountId).toBe(accountId);
  });

  it('are found by their index, in order', async () => {
    const { rows } = await core.admin
      .query<{ 'QUERY PLAN': string }>(
        `
      set enable_seqscan = off;
      explain select * from booking.bookings b where b.account_id = '${randomUUID()}'
      order by b.created_at desc, b.id desc limit 21`,
      )
      .then((results) => (results as unknown as (typeof results)[]).at(-1)!);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('bookings_of_account');
    expect(plan).not.toContain('Sort');
  });
});
