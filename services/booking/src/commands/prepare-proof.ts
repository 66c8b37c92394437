import type {
  Answers,
  BookingRefusal,
  ItemFacts,
  prepareProof,
  RequestOf,
} from '@karcis/contracts';
import { sql } from 'kysely';
import { lockBooking, readNow } from '../db/bookings.ts';
import { saveProofDraft } from '../db/proofs.ts';
import type { BookingsTable, Tx } from '../db/schema.ts';
import { checkAnswers } from '../domain/answers.ts';
import type { BookingUnit } from './execute.ts';

export type PrepareProof = RequestOf<typeof prepareProof>;

/**
 * Says whether a proof may come, and keeps the answers that come with it. It decides nothing about time: that is capacity's,
 * when the proof has been checked. Returns the refusal, or null.
 */
export async function prepare(
  unit: BookingUnit,
  request: PrepareProof,
): Promise<BookingRefusal | null> {
  const { bookingId, proofId, answers, hasFile, ipHash } = request;
  const row = await lockBooking(unit.trx, bookingId);
  if (!row) return { code: 'booking-not-found' };
  if (row.proof_id === proofId && row.state !== 'HOLD' && row.state !== 'EXPIRED') return null;

  const refusal =
    refuseByState(row) ?? refuseByItem(await readItem(unit.trx, row), answers, hasFile);
  if (refusal) return refusal;

  await saveProofDraft(unit.trx, {
    id: proofId,
    bookingId,
    answers,
    ipHash,
    at: await readNow(unit.trx),
  });
  await unit.trx
    .updateTable('bookings')
    .set({ proof_id: proofId })
    .where('id', '=', bookingId)
    .execute();
  return null;
}

function refuseByState({ state }: BookingsTable): BookingRefusal | null {
  if (state === 'HOLD') return null;
  return state === 'EXPIRED' ? { code: 'hold-expired' } : { code: 'invalid-transition', state };
}

function refuseByItem(
  { submission }: ItemFacts,
  answers: Answers,
  hasFile: boolean,
): BookingRefusal | null {
  if (submission.fileRequired && !hasFile) return { code: 'file-required' };
  const errors = checkAnswers(submission, answers);
  return errors.length > 0 ? { code: 'validation-failed', errors } : null;
}

/** The questions that the person was asked: those of the item as it was when the hold was made. */
async function readItem(trx: Tx, row: BookingsTable): Promise<ItemFacts> {
  const { rows } = await sql<{ facts: ItemFacts }>`
    select facts from items where id = ${row.item_id} and version = ${row.item_version}`.execute(
    trx,
  );
  return (rows[0] as { facts: ItemFacts }).facts;
}
