import type { findProof, RequestOf, ResponseOf } from '@karcis/contracts';
import { sql } from 'kysely';
import type { ProofRow } from '../db/proofs.ts';
import type { Db } from '../db/schema.ts';

type Question = RequestOf<typeof findProof>;
type Answer = ResponseOf<typeof findProof>;

/** More would say nothing that these do not. */
const DUPLICATES_MAX = 20;

/**
 * Proofs by id, in the order asked for, each with the accepted proofs of other bookings that are the very same file. These
 * stay known after their files were deleted.
 */
export async function findProofs(db: Db, asked: readonly Question[]): Promise<Answer[]> {
  const ids = asked.map(({ proofId }) => proofId);
  const { rows } = await sql<ProofRow & { duplicates: ProofRow[] }>`
    select proofs.*, coalesce(same.list, '[]') as duplicates
    from proofs, lateral (
      select json_agg(found) as list from (
        select other.id, other.booking_id, other.uploaded_at
        from proofs other
        where other.sha256 = proofs.sha256 and other.status = 'accepted'
          and other.booking_id <> proofs.booking_id
        order by other.uploaded_at limit ${DUPLICATES_MAX}
      ) found
    ) same
    where proofs.id = any(${ids}::uuid[])`.execute(db);

  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    return { proof: row ? toAnswer(row, row.duplicates) : null };
  });
}

function toAnswer(row: ProofRow, duplicates: readonly ProofRow[]): Answer['proof'] {
  return {
    proofId: row.id,
    bookingId: row.booking_id,
    status: row.status,
    code: row.code,
    mime: row.mime,
    size: row.size,
    sha256: row.sha256,
    uploadedAt: row.uploaded_at.toISOString(),
    hasPreview: row.preview_key !== null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    duplicates: duplicates.map(({ id, booking_id: bookingId, uploaded_at: uploadedAt }) => ({
      bookingId,
      proofId: id,
      // JSON made by the database has its own form of an instant.
      uploadedAt: new Date(uploadedAt).toISOString(),
    })),
  };
}
