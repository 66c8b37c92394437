import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type Item, STATEMENT_PART_BYTES, type TransferKind } from '@karcis/contracts';
import { aHeldBooking, announceAccepted, anItem, useCore } from './start-core.ts';
import { until } from '@karcis/testing';

const core = useCore();
const ipHash = null;

async function anAccount(uniqueAmount = true): Promise<string> {
  const id = randomUUID();
  const method = {
    type: 'bank',
    provider: null,
    displayName: 'BCA',
    accountNo: '1234567890',
    accountName: null,
    qrisUrl: null,
    instructions: null,
    active: true,
    uniqueAmount,
  } as const;
  await core.ask.createPaymentMethod({ id, method });
  return id;
}

/** A booking that is to be paid to the account, in HOLD. */
async function aTransfer(methodId: string, item: Pick<Item, 'id'>) {
  const { id: bookingId } = await aHeldBooking(core, item);
  const chosen = await core.ask.selectMethod({
    bookingId,
    methodId,
    ipHash,
    operation: randomUUID(),
  });
  if (!chosen.ok) throw new Error(chosen.refusal.code);
  return chosen.booking;
}

async function inReview(methodId: string, item: Pick<Item, 'id'>) {
  const booking = await aTransfer(methodId, item);
  const proofId = randomUUID();
  await core.ask.prepareProof({
    bookingId: booking.id,
    proofId,
    answers: {},
    hasFile: true,
    ipHash,
  });
  await announceAccepted(core, booking.id, proofId);
  await until(async () => (await stateOf(booking.id)) === 'REVIEW');
  return booking;
}

const stateOf = async (id: string) => (await core.ask.findBooking({ id })).booking?.state;
const approve = (bookingId: string, statementLineId: string) =>
  core.ask.approveBooking({ bookingId, ipHash, statementLineId });

/** Today as the organiser's zone has it. */
const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Jakarta' });
const credit = (amount: number, words = 'TRSF', day = today()) => `${day},${words},${amount},CR`;

async function importFile(methodId: string, text: string) {
  const statementId = randomUUID();
  const bytes = Buffer.from(text);
  for (let part = 0; part * STATEMENT_PART_BYTES < bytes.length; part += 1) {
    const at = part * STATEMENT_PART_BYTES;
    const base64 = bytes.subarray(at, at + STATEMENT_PART_BYTES).toString('base64');
    await core.ask.addStatementPart({ statementId, part, base64 });
  }
  return core.ask.readStatement({ statementId, methodId });
}

async function importLines(methodId: string, lines: readonly string[]) {
  const text = ['Tanggal,Keterangan,Jumlah,D/K', ...lines].join('\r\n');
  const answer = await importFile(methodId, text);
  if (answer.outcome !== 'read') throw new Error(answer.outcome);
  return answer.statement;
}

async function proposals(methodId: string, kind?: TransferKind) {
  const answer = await core.ask.listTransfers({ methodId, limit: 100, ...(kind && { kind }) });
  if ('badCursor' in answer) throw new Error('a bad cursor');
  return answer;
}

describe('a line of a bank statement', () => {
  it('is proposed for the one booking that owes it, and recorded when that is approved', async () => {
    const account = await anAccount();
    const item = await anItem(core, { capacity: 50 });
    const booking = await inReview(account, item);
    await inReview(account, item);
    await importLines(account, [credit(booking.amountDue, 'TRSF SITI'), credit(999)]);

    const { data, counts } = await proposals(account, 'exact');
    expect(data).toMatchObject([
      { description: 'TRSF SITI', amount: booking.amountDue, bookings: [{ id: booking.id }] },
    ]);
    expect(counts).toEqual({
      exact: 1,
      ambiguous: 0,
      late: 0,
      paid: 0,
      unmatched: 1,
      dismissed: 0,
    });
    // Nothing is approved by itself.
    expect(await stateOf(booking.id)).toBe('REVIEW');

    const line = data[0]?.id ?? '';
    expect(await approve(booking.id, line)).toMatchObject({ booking: { state: 'PAID' } });
    expect(await approve(booking.id, line)).toMatchObject({ ok: true });
    const { audit, intact } = await core.ask.findAudit({ bookingId: booking.id });
    expect(intact).toBe(true);
    expect(audit.at(-1)).toMatchObject({ actor: 'organiser', reason: 'statement-matched' });
    expect((await proposals(account)).counts).toMatchObject({
      exact: 0,
      unmatched: 1,
      dismissed: 0,
    });
  });

  it('that is for no booking is set aside and taken back, unless a booking has it', async () => {
    const account = await anAccount();
    const booking = await inReview(account, await anItem(core));
    await importLines(account, [credit(booking.amountDue), credit(999, 'BUNGA')]);
    const [other] = (await proposals(account, 'unmatched')).data;
    const [exact] = (await proposals(account, 'exact')).data;
    const setAside = (lineId: string, isDismissed: boolean) =>
      core.ask.dismissLine({ lineId, isDismissed, organiser: 'account-1' });

    for (let n = 0; n < 2; n += 1)
      expect(await setAside(other?.id ?? '', true)).toEqual({ outcome: 'ok' });
    expect((await proposals(account)).counts).toMatchObject({
      exact: 1,
      unmatched: 0,
      dismissed: 1,
    });
    await setAside(other?.id ?? '', false);
    expect((await proposals(account)).counts).toMatchObject({ unmatched: 1, dismissed: 0 });

    await setAside(exact?.id ?? '', true);
    expect((await proposals(account)).counts).toMatchObject({ exact: 0, dismissed: 1 });
    expect(await approve(booking.id, exact?.id ?? '')).toMatchObject({ ok: true });
    expect(await setAside(exact?.id ?? '', true)).toEqual({ outcome: 'statement-line-used' });
    expect(await setAside(randomUUID(), true)).toEqual({ outcome: 'statement-line-not-found' });
  });

  it('counts once, in however many exports it stands', async () => {
    const account = await anAccount();
    // The same day in both, also about midnight.
    const day = today();
    const [one, same] = [credit(1, 'TRSF', day), credit(2, 'SAMA', day)];
    const first = await importLines(account, [one, same, same]);
    expect(first).toMatchObject({ lines: 3, credits: 3, repeated: 0 });
    // The later export begins earlier and ends later, and has one more of those that are alike.
    const second = await importLines(account, [
      credit(7, 'BARU', '2026-01-01'),
      ...[one, same, same, same],
    ]);
    expect(second).toMatchObject({ lines: 5, credits: 5, repeated: 3 });
    expect((await proposals(account)).counts.unmatched).toBe(5);
    const other = await importLines(await anAccount(), [credit(1)]);
    expect(other.repeated).toBe(0);
  });

  it('is for one booking only, whoever is quicker', async () => {
    const account = await anAccount(false);
    const item = await anItem(core, { capacity: 50 });
    const [a, b] = [await inReview(account, item), await inReview(account, item)];
    await importLines(account, [credit(150_000)]);
    const { data } = await proposals(account, 'ambiguous');
    expect(data[0]?.bookings.map(({ id }) => id)).toEqual([a.id, b.id]);

    const line = data[0]?.id ?? '';
    const answers = await Promise.all([approve(a.id, line), approve(b.id, line)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      refusal: { code: 'statement-line-used' },
    });
    expect([await stateOf(a.id), await stateOf(b.id)].sort()).toEqual(['PAID', 'REVIEW']);
  });

  it('is refused for a booking of another account or amount', async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    const item = await anItem(core, { capacity: 50 });
    const booking = await inReview(account, item);
    const elsewhere = await inReview(other, item);
    await importLines(account, [credit(booking.amountDue)]);
    const line = (await proposals(account)).data[0]?.id ?? '';
    for (const bookingId of [elsewhere.id, (await inReview(account, item)).id]) {
      expect(await approve(bookingId, line)).toMatchObject({
        refusal: { code: 'statement-line-not-found' },
      });
    }
    expect(await approve(booking.id, randomUUID())).toMatchObject({
      refusal: { code: 'statement-line-not-found' },
    });
  });

  it('that came for what waits for no review is shown apart', async () => {
    const account = await anAccount();
    const item = await anItem(core, { capacity: 50 });
    const [held, ended, paid] = [
      await aTransfer(account, item),
      await aTransfer(account, item),
      await inReview(account, item),
    ];
    await core.ask.cancelBooking({ bookingId: ended.id, ipHash });
    await core.ask.approveBooking({ bookingId: paid.id, ipHash });
    await importLines(
      account,
      [held, ended, paid].map(({ amountDue }) => credit(amountDue)),
    );
    const { counts, data } = await proposals(account);
    expect(counts).toEqual({
      exact: 0,
      ambiguous: 0,
      late: 2,
      paid: 1,
      unmatched: 0,
      dismissed: 0,
    });
    const late = data.filter(({ kind }) => kind === 'late');
    expect(late.map(({ bookings }) => bookings[0]?.state).sort()).toEqual(['CANCELLED', 'HOLD']);
  });

  it('is ambiguous when two lines would do for one booking', async () => {
    const account = await anAccount();
    const booking = await inReview(account, await anItem(core));
    const { amountDue } = booking;
    await importLines(account, [credit(amountDue, 'SATU'), credit(amountDue, 'DUA')]);
    expect((await proposals(account)).counts).toMatchObject({ exact: 0, ambiguous: 2 });
  });

  it('of a day before the booking, or long after its end, is not for it', async () => {
    const account = await anAccount();
    const item = await anItem(core);
    const [early, old] = [await inReview(account, item), await aTransfer(account, item)];
    await core.ask.cancelBooking({ bookingId: old.id, ipHash });
    await core.admin.query(
      `update booking.bookings set created_at = now() - interval '9 days', updated_at = now() - interval '6 days'
       where id = $1`,
      [old.id],
    );
    await importLines(account, [
      credit(early.amountDue, 'KEMARIN', '2026-01-01'),
      credit(old.amountDue, 'LAMA'),
    ]);
    expect((await proposals(account)).counts.unmatched).toBe(2);
  });

  it('approves by itself where the item says so and the amount is nobody else’s', async () => {
    const [account, plain] = [await anAccount(), await anAccount(false)];
    const item = await anItem(core, { capacity: 50 });
    const [certain, doubtful] = [await inReview(account, item), await inReview(plain, item)];
    await core.ask.updateItem({ id: item.id, changes: { autoApprove: true } });
    await until(async () => {
      const { rowCount } = await core.admin.query(
        `select from booking.items where id = $1 and facts ->> 'autoApprove' = 'true'`,
        [item.id],
      );
      return rowCount;
    });

    await importLines(account, [credit(certain.amountDue)]);
    await importLines(plain, [credit(doubtful.amountDue)]);
    expect(await stateOf(certain.id)).toBe('PAID');
    expect(await stateOf(doubtful.id)).toBe('REVIEW');
    const { audit } = await core.ask.findAudit({ bookingId: certain.id });
    expect(audit.at(-1)).toMatchObject({ actor: 'system', reason: 'statement-matched' });
  });
});

describe('a bank statement', () => {
  it('of 100,000 lines is read whole; broken ones are told by their number and cost no other', async () => {
    const account = await anAccount();
    const day = today();
    const lines = Array.from({ length: 99_990 }, (_, n) =>
      n % 1_000 === 999 ? `99/99/9999,"rusak,1,CR` : `${day},TRSF ${n},${n + 1},CR`,
    );
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    const statement = await importLines(account, lines);
    const megabytes = (process.memoryUsage().rss - before) / 1e6;
    const seconds = (performance.now() - startedAt) / 1e3;
    console.log(`100,000 lines: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB more`);

    expect(statement).toMatchObject({ lines: 99_990, credits: 99_891, repeated: 0 });
    expect(statement.broken.count).toBe(99);
    expect(statement.broken.first[0]).toEqual({ line: 1_001, reason: 'unreadable' });
    expect((await proposals(account)).counts.unmatched).toBe(99_891);
    expect(megabytes).toBeLessThan(300);
  }, 240_000);

  it('is read once, however often that is asked for', async () => {
    const account = await anAccount();
    const statementId = randomUUID();
    const base64 = Buffer.from(`Tanggal,Jumlah\n${today()},5`).toString('base64');
    await core.ask.addStatementPart({ statementId, part: 0, base64 });
    const ask = () => core.ask.readStatement({ statementId, methodId: account });
    const [first, ...rest] = [...(await Promise.all([ask(), ask()])), await ask()];
    expect(first).toMatchObject({ outcome: 'read', statement: { credits: 1 } });
    expect(rest).toEqual([first, first]);
    const { rows } = await core.admin.query(
      'select from booking.statement_parts where statement_id = $1',
      [statementId],
    );
    expect(rows).toEqual([]);
  });

  it('that is none is refused, and nothing of it is kept', async () => {
    const account = await anAccount();
    expect(await importFile(account, 'nama,umur\nSiti,30')).toEqual({
      outcome: 'statement-unreadable',
      reason: 'no-columns',
    });
    expect(await importFile(randomUUID(), 'Tanggal,Jumlah\n')).toEqual({
      outcome: 'payment-method-not-found',
    });
    const { rows } = await core.admin.query('select from booking.statements where method_id = $1', [
      account,
    ]);
    expect(rows).toEqual([]);
  });
});
