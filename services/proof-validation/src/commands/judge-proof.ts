import type { Readable } from 'node:stream';
import { announce, type Transact, type Unit } from '@karcis/messaging';
import { proofAccepted, proofRefused } from '@karcis/contracts';
import { type CheckedFile, type RefusedFile, checkFile } from '../checking/check-file.ts';
import type { createLimited } from '../checking/limited.ts';
import { receiveUpload, type Upload } from '../checking/receive-upload.ts';
import { openWorkplace } from '../checking/workplace.ts';
import { findProof, insertProof, type ProofRow } from '../db/proofs.ts';
import type { Db, ProofDatabase } from '../db/schema.ts';
import type { Storage } from '../storage/storage.ts';
import type { Telemetry } from '../telemetry.ts';
import { storeFiles } from './store-files.ts';

export type JudgeDeps = {
  readonly db: Db;
  readonly transact: Transact<ProofDatabase>;
  readonly storage: Storage;
  readonly telemetry: Telemetry;
  /** Checks take memory and a core: a few run at once, the rest wait. */
  readonly limited: ReturnType<typeof createLimited>;
  readonly uploadFolder: string;
};

export type ProofToJudge = {
  readonly proofId: string;
  readonly bookingId: string;
  readonly content: Readable;
};

export type Judgement =
  | { readonly outcome: 'judged'; readonly proof: ProofRow }
  | { readonly outcome: 'file-too-large' }
  /** This id was given to another file, or for another booking. */
  | { readonly outcome: 'another-file' };

/**
 * Receives a proof, checks it and records the verdict, with its announcement, once: a repeat gives the first verdict. What does
 * not come to its end, or is too large, leaves no trace. Throws when nothing could be decided; then the same
 * upload may be tried again.
 */
export async function judgeProof(deps: JudgeDeps, proof: ProofToJudge): Promise<Judgement> {
  const { db, limited, telemetry, uploadFolder } = deps;
  await using place = await openWorkplace(uploadFolder);

  const upload = await receiveUpload(proof.content, place.path('upload'));
  if (!upload) {
    telemetry.tooLarge();
    return { outcome: 'file-too-large' };
  }
  const known = await findProof(db, proof.proofId);
  if (known) return compare(known, proof, upload);

  const checked = await limited(() => telemetry.timed(() => checkFile(upload.path, place)));
  const judged = checked.ok
    ? await accept(deps, proof, upload, checked)
    : await deps.transact((unit) => refuse(unit, telemetry, proof, upload, checked));
  // A twin of this request was faster.
  return judged
    ? { outcome: 'judged', proof: judged }
    : compare(await findProof(db, proof.proofId), proof, upload);
}

/** Undefined when the proof has a verdict already; then the files stored for this one are given up. */
async function accept(
  deps: JudgeDeps,
  proof: ProofToJudge,
  upload: Upload,
  { mime, path, size, previewPath }: CheckedFile,
): Promise<ProofRow | undefined> {
  const preview =
    previewPath && ({ kind: 'previews', path: previewPath, mime: 'image/webp' } as const);
  await using stored = await storeFiles(deps, [
    { kind: 'proofs', path, mime },
    ...(preview ? [preview] : []),
  ]);
  const [fileKey = null, previewKey = null] = stored.keys;

  const row = await deps.transact(async (unit) => {
    const row = await insertProof(unit.trx, {
      ...identityOf(proof, upload),
      status: 'accepted',
      mime,
      file_key: fileKey,
      file_size: size,
      preview_key: previewKey,
    });
    if (!row) return undefined;

    await stored.claim(unit.trx);
    const { sha256, booking_id: bookingId, id: proofId } = row;
    const uploadedAt = row.uploaded_at.toISOString();
    unit.announce(
      announce(proofAccepted, proofId, {
        ...{ proofId, bookingId, uploadedAt, mime, sha256 },
        size: row.size,
      }),
    );
    unit.afterCommit(() => deps.telemetry.accepted(row));
    return row;
  });
  if (row) stored.keep();
  return row;
}

async function refuse(
  unit: Unit<ProofDatabase>,
  telemetry: Telemetry,
  proof: ProofToJudge,
  upload: Upload,
  { refusal }: RefusedFile,
): Promise<ProofRow | undefined> {
  const row = await insertProof(unit.trx, {
    ...identityOf(proof, upload),
    status: 'refused',
    code: refusal,
  });
  if (!row) return undefined;

  const uploadedAt = row.uploaded_at.toISOString();
  const { id: proofId, booking_id: bookingId } = row;
  unit.announce(announce(proofRefused, proofId, { proofId, bookingId, uploadedAt, code: refusal }));
  unit.afterCommit(() => telemetry.refused(row, refusal));
  return row;
}

const identityOf = (proof: ProofToJudge, { size, sha256 }: Upload) => ({
  id: proof.proofId,
  booking_id: proof.bookingId,
  size,
  sha256,
});

function compare(known: ProofRow | undefined, proof: ProofToJudge, { sha256 }: Upload): Judgement {
  const isSame = known?.sha256 === sha256 && known.booking_id === proof.bookingId;
  return isSame ? { outcome: 'judged', proof: known } : { outcome: 'another-file' };
}
