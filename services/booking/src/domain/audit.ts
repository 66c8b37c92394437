import { hash } from 'node:crypto';
import { type Actor, type BookingState, isoTime } from '@karcis/contracts';

/** One row of the append-only audit trail, before it is chained. */
export type AuditFacts = {
  readonly bookingId: string;
  readonly version: number;
  readonly actor: Actor;
  readonly ipHash: string | null;
  readonly from: BookingState | null;
  readonly to: BookingState;
  readonly reason: string | null;
  readonly at: Date;
};

/** The hash that the first row of a chain stands on. */
export const genesis = '0'.repeat(64);

/** SHA-256 over the former row's hash and this row's facts, hex: no row can change, vanish or move without a break. */
export function chainHash(former: string, facts: AuditFacts): string {
  const { bookingId, version, actor, ipHash, from, to, reason, at } = facts;
  const canonical = JSON.stringify([
    bookingId,
    version,
    actor,
    ipHash,
    from,
    to,
    reason,
    isoTime(at),
  ]);
  return hash('sha256', former + canonical);
}

/** True when the rows, oldest first, form one unbroken chain from the beginning to `last`, each step beginning where the former ended. */
export function isIntact(
  rows: readonly (AuditFacts & { readonly hash: string })[],
  last: { readonly version: number; readonly state: BookingState; readonly hash: string },
): boolean {
  let former: { hash: string; version: number; to: BookingState | null } = {
    hash: genesis,
    version: 0,
    to: null,
  };
  for (const row of rows) {
    if (row.version !== former.version + 1 || row.from !== former.to) return false;
    if (row.hash !== chainHash(former.hash, row)) return false;
    former = row;
  }
  return former.version === last.version && former.to === last.state && former.hash === last.hash;
}
