import type { confirmPlaces, releasePlaces, RequestOf, ResponseOf } from '@karcis/contracts';
import type { Transact } from '@karcis/messaging';
import type { BookingDatabase, Db } from '../db/schema.ts';
import type { Repair } from '../domain/places.ts';
import type { Telemetry } from '../telemetry.ts';
import { execute } from './execute.ts';
import { expire } from './expire.ts';
import { askForLock, type LockPlaces, submit } from './submit.ts';

type Ask<Call> = (request: RequestOf<Call>) => Promise<ResponseOf<Call>>;

export type RepairDeps = {
  readonly db: Db;
  readonly transact: Transact<BookingDatabase>;
  readonly telemetry: Telemetry;
  readonly lock: LockPlaces;
  readonly confirm: Ask<typeof confirmPlaces>;
  readonly release: Ask<typeof releasePlaces>;
};

/** Sends the missing command again. Each is idempotent, so that being wrong about "missing" harms nothing. */
export function createRepair(
  deps: RepairDeps,
): (bookingId: string, repair: Repair) => Promise<void> {
  const { db, transact, telemetry, lock, confirm, release } = deps;

  return async (bookingId, repair) => {
    telemetry.repaired(repair.type);
    switch (repair.type) {
      case 'expire':
        return transact((unit) => expire(unit, telemetry, { bookingId, epoch: repair.epoch }));
      case 'submit': {
        const { proofId } = repair;
        const places = await askForLock(db, lock, bookingId, proofId);
        await transact((unit) =>
          submit(unit, telemetry, { bookingId, proofId, places, ipHash: null }),
        );
        return;
      }
      case 'extend': {
        const patch = { hold_expires_at: new Date(repair.expiresAt) };
        const extended = { type: 'extend-hold' } as const;
        await transact((unit) =>
          execute(unit, telemetry, bookingId, extended, { ipHash: null, patch }),
        );
        return;
      }
      case 'lock':
      case 'confirm':
      case 'release':
        return askAgain(bookingId, repair.type);
    }
  };

  async function askAgain(bookingId: string, type: 'lock' | 'confirm' | 'release'): Promise<void> {
    const { epoch, proof_id: proofId } = await db
      .selectFrom('bookings')
      .select(['epoch', 'proof_id'])
      .where('id', '=', bookingId)
      .executeTakeFirstOrThrow();
    if (type === 'lock') await lock({ bookingId, epoch, proofId });
    if (type === 'confirm') await confirm({ bookingId, epoch });
    if (type === 'release') await release({ bookingId, epoch });
  }
}
