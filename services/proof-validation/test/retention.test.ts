import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  bookingCancelled,
  bookingErased,
  bookingExpired,
  bookingPaid,
  bookingRejected,
  type EventContract,
  findProof,
} from '@karcis/contracts';
import { createCaller } from '@karcis/messaging';
import { until } from '@karcis/testing';
import { aPng } from './files.ts';
import { useService } from './start-service.ts';

const harness = useService(() => ({
  PROOF_RETENTION_DAYS_REJECTED: '10',
  PROOF_RETENTION_DAYS_EXPIRED: '20',
}));
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
type Facts = Record<'bookingId' | 'itemId', string> &
  Record<'version' | 'epoch' | 'quantity', number>;
const facts = (bookingId: string, version = 2): Facts => ({
  ...{ bookingId, version, itemId: randomUUID(), epoch: 1, quantity: 1 },
});

async function upload(bookingId: string): Promise<string> {
  const proofId = randomUUID();
  expect((await harness.put(await aPng(), { proofId, bookingId })).status).toBe(200);
  return proofId;
}

async function isKept(proofId: string): Promise<boolean> {
  await harness.service.drain();
  await harness.service.deleteOld();
  return (await harness.ask(`/proofs/${proofId}/file`)).status === 200;
}

describe('retention', () => {
  it.each<[string, EventContract<string, Facts>, number, boolean]>([
    ['rejected 9 days ago', bookingRejected, 9, true],
    ['rejected 11 days ago', bookingRejected, 11, false],
    ['expired 19 days ago', bookingExpired, 19, true],
    ['expired 21 days ago', bookingExpired, 21, false],
    ['cancelled 21 days ago', bookingCancelled, 21, false],
    ['paid years ago', bookingPaid, 3650, true],
  ])('of a booking that was %s', async (_when, contract, days, kept) => {
    const bookingId = randomUUID();
    const proofId = await upload(bookingId);
    await harness.tell(contract, bookingId, facts(bookingId), daysAgo(days));

    expect(await isKept(proofId)).toBe(kept);
  });

  it('deletes the files and keeps hash and verdict', async () => {
    const bookingId = randomUUID();
    const before = await harness.files();
    const proofId = await upload(bookingId);
    await harness.tell(bookingRejected, bookingId, facts(bookingId), daysAgo(11));
    expect(await isKept(proofId)).toBe(false);

    expect(await harness.service.sweep()).toBeGreaterThanOrEqual(2);
    expect((await harness.files()).stored.length).toBeLessThanOrEqual(before.stored.length);
    expect((await createCaller(harness.nc, findProof)({ proofId })).proof).toMatchObject({
      ...{ status: 'accepted', bookingId, hasPreview: false },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      deletedAt: expect.stringMatching(/Z$/),
    });
  });

  it('still knows a deleted proof as a duplicate, and gives its verdict again', async () => {
    const [bookingId, file] = [randomUUID(), await aPng()];
    const ids = { proofId: randomUUID(), bookingId };
    await harness.put(file, ids);
    await harness.tell(bookingRejected, bookingId, facts(bookingId), daysAgo(11));
    expect(await isKept(ids.proofId)).toBe(false);

    const another = randomUUID();
    await harness.put(file, { proofId: another });
    const { proof } = await createCaller(harness.nc, findProof)({ proofId: another });
    expect(proof?.duplicates).toMatchObject([ids]);
    expect((await harness.put(file, ids)).status).toBe(200);
    expect((await harness.ask(`/proofs/${ids.proofId}/file`)).status).toBe(404);
  });

  it('works when the end is told before the proof comes', async () => {
    const bookingId = randomUUID();
    await harness.tell(bookingExpired, bookingId, facts(bookingId), daysAgo(21));
    await harness.service.drain();

    expect(await isKept(await upload(bookingId))).toBe(false);
  });

  it('goes by the latest end, whatever order they are told in', async () => {
    const bookingId = randomUUID();
    const proofId = await upload(bookingId);
    // Late money: paid after it had expired.
    await harness.tell(bookingPaid, bookingId, facts(bookingId, 4), daysAgo(21));
    await harness.tell(bookingExpired, bookingId, facts(bookingId, 3), daysAgo(22));

    expect(await isKept(proofId)).toBe(true);
  });

  it('takes many rounds for many proofs', async () => {
    const bookingId = randomUUID();
    await harness.service.sweep();
    await harness.db
      .insertInto('proofs')
      .values(
        Array.from({ length: 450 }, (_, index) => ({
          ...{ id: randomUUID(), booking_id: bookingId, status: 'accepted' as const },
          ...{ mime: 'image/png' as const, size: 1, sha256: 'a'.repeat(64) },
          ...{ file_key: `proofs/many-${index}`, file_size: 1 },
        })),
      )
      .execute();
    await harness.tell(bookingRejected, bookingId, facts(bookingId), daysAgo(11));
    await harness.service.drain();
    await harness.service.deleteOld();

    const left = await harness.db
      .selectFrom('proofs')
      .select('id')
      .where('booking_id', '=', bookingId)
      .where('file_key', 'is not', null)
      .execute();
    expect(left).toEqual([]);
    expect(await harness.service.sweep()).toBe(450);
  });
});

describe('a person who was forgotten', () => {
  const isGone = (proofId: string) =>
    until(async () => (await harness.ask(`/proofs/${proofId}/file`)).status === 404);

  it('leaves no file, at once and however often it is told; hash and verdict stay', async () => {
    const bookingId = randomUUID();
    const proofId = await upload(bookingId);
    const other = await upload(randomUUID());
    await harness.tell(bookingPaid, bookingId, facts(bookingId), daysAgo(1));
    for (let times = 0; times < 2; times += 1) {
      await harness.tell(bookingErased, bookingId, facts(bookingId, 3));
    }
    await isGone(proofId);
    await harness.service.drain();

    expect((await createCaller(harness.nc, findProof)({ proofId })).proof).toMatchObject({
      ...{ status: 'accepted', bookingId },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await harness.ask(`/proofs/${other}/file`)).status).toBe(200);
  });

  it('leaves no file either that comes after the word of it', async () => {
    const bookingId = randomUUID();
    await harness.tell(bookingErased, bookingId, facts(bookingId, 3));
    await harness.service.drain();

    expect(await isKept(await upload(bookingId))).toBe(false);
  });
});
