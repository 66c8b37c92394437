import type { Answers, BookingRefusal } from '@karcis/contracts';
import type { Tx } from './schema.ts';

/** Notes that a proof is on its way, with the answers that come with it. A repeat with other answers replaces them. */
export async function saveProofDraft(
  trx: Tx,
  draft: { id: string; bookingId: string; answers: Answers; ipHash: string | null; at: Date },
): Promise<void> {
  const answers = JSON.stringify(draft.answers);
  await trx
    .insertInto('proofs')
    .values({
      id: draft.id,
      booking_id: draft.bookingId,
      status: 'checking',
      uploaded_at: draft.at,
      answers,
      ip_hash: draft.ipHash,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ answers }).where('proofs.status', '=', 'checking'),
    )
    .execute();
}

/** Records what proof-validation found. Makes the row if the event came before its draft. */
export async function saveVerdict(
  trx: Tx,
  verdict: {
    id: string;
    bookingId: string;
    status: 'accepted' | 'refused';
    code: string | null;
    mime: string | null;
    size: number | null;
    sha256: string | null;
    uploadedAt: Date;
  },
): Promise<void> {
  const { status, code, mime, size, sha256, uploadedAt } = verdict;
  const values = { status, code, mime, size, sha256, uploaded_at: uploadedAt };
  await trx
    .insertInto('proofs')
    .values({ id: verdict.id, booking_id: verdict.bookingId, answers: '{}', ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** Records what became of a proof: one waiter, one proof. The first outcome stands. */
export async function saveOutcome(
  trx: Tx,
  id: string,
  outcome: 'submitted' | 'refused',
  refusal: BookingRefusal | null,
): Promise<void> {
  await trx
    .updateTable('proofs')
    .set({ outcome, refusal: refusal && JSON.stringify(refusal) })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .execute();
}

export async function findProofRow(trx: Tx, id: string) {
  return trx.selectFrom('proofs').selectAll().where('id', '=', id).executeTakeFirst();
}
