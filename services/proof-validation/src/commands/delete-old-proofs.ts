import type { Unit } from '@karcis/messaging';
import { doomFiles } from '../db/loose-files.ts';
import { deleteExpired, lockRetention } from '../db/proofs.ts';
import type { ProofDatabase } from '../db/schema.ts';
import type { RetentionDays } from '../domain/proof.ts';
import type { Telemetry } from '../telemetry.ts';

const PROOFS_A_ROUND = 200;

/**
 * Gives up the files of proofs whose bookings ended long enough ago; hash and verdict stay. One replica at a time. Returns
 * whether there may be more.
 */
export async function deleteOldProofs(
  { trx, afterCommit }: Unit<ProofDatabase>,
  telemetry: Telemetry,
  days: RetentionDays,
): Promise<boolean> {
  if (!(await lockRetention(trx))) return false;

  const { proofs, keys } = await deleteExpired(trx, days, PROOFS_A_ROUND);
  await doomFiles(trx, keys);
  afterCommit(() => telemetry.deleted(proofs));
  return proofs === PROOFS_A_ROUND;
}
