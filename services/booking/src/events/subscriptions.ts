import { holdExpired, itemChanged, proofAccepted, proofRefused } from '@karcis/contracts';
import { on, type Subscription } from '@karcis/messaging';
import { expire } from '../commands/expire.ts';
import { execute } from '../commands/execute.ts';
import { askForLock, type LockPlaces, submit } from '../commands/submit.ts';
import { saveItem } from '../db/items.ts';
import { findProofRow, saveOutcome, saveVerdict } from '../db/proofs.ts';
import type { BookingDatabase, Db } from '../db/schema.ts';
import type { Telemetry } from '../telemetry.ts';

type Deps = { readonly db: Db; readonly lock: LockPlaces; readonly telemetry: Telemetry };

type Handlers = Readonly<Record<string, Subscription<BookingDatabase>>>;

/** What booking hears on stream CAPACITY. */
export const onCapacity = ({ telemetry }: Deps): Handlers => ({
  [holdExpired.type]: on(holdExpired, {
    handle: (unit, { data }) => expire(unit, telemetry, data),
  }),
  [itemChanged.type]: on(itemChanged, {
    handle: ({ trx }, { data }) => saveItem(trx, data),
  }),
});

/** What booking hears on stream PROOF. A refusal is an answer, not a failure: the booking may have ended meanwhile. */
export const onProof = ({ db, lock, telemetry }: Deps): Handlers => ({
  [proofAccepted.type]: on(proofAccepted, {
    gather: ({ data }) => askForLock(db, lock, data.bookingId, data.proofId),
    handle: async (unit, { data }, places) => {
      const { proofId, bookingId, mime, size, sha256 } = data;
      const uploadedAt = new Date(data.uploadedAt);
      await saveVerdict(unit.trx, {
        id: proofId,
        bookingId,
        status: 'accepted',
        code: null,
        mime,
        size,
        sha256,
        uploadedAt,
      });
      const ipHash = (await findProofRow(unit.trx, proofId))?.ip_hash ?? null;
      await submit(unit, telemetry, { bookingId, proofId, places, ipHash });
    },
  }),
  [proofRefused.type]: on(proofRefused, {
    handle: async (unit, { data }) => {
      const { proofId, bookingId, code } = data;
      const uploadedAt = new Date(data.uploadedAt);
      const nothing = { mime: null, size: null, sha256: null };
      await saveVerdict(unit.trx, {
        id: proofId,
        bookingId,
        status: 'refused',
        code,
        ...nothing,
        uploadedAt,
      });
      await saveOutcome(unit.trx, proofId, 'refused', null);
      await execute(unit, telemetry, bookingId, { type: 'refuse-proof' }, { ipHash: null });
    },
  }),
});
