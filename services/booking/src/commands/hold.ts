import type { Batcher } from '@karcis/batching';
import type { holdBooking, holdPlaces, ItemFacts, RequestOf, ResponseOf } from '@karcis/contracts';
import { findHeld } from '../db/find-held.ts';
import type { HeldRow } from '../db/insert-held.ts';
import type { Db } from '../db/schema.ts';
import { chainHash, genesis } from '../domain/audit.ts';
import { makeCode } from '../domain/code.ts';
import { creationFacts } from '../queries/view.ts';
import type { Telemetry } from '../telemetry.ts';

export type HoldRequest = RequestOf<typeof holdBooking>;
export type HoldAnswer = ResponseOf<typeof holdBooking>;
type Granted = Extract<ResponseOf<typeof holdPlaces>, { outcome: 'held' }>;

/** 60 random bits do not meet twice by chance; more tries than this is a fault. */
const codeTriesMax = 3;

/**
 * Opens a booking: capacity judges, then the row is written together with all that wait. Idempotent by the booking's id, which
 * the gateway makes of the idempotency key: whatever is repeated, after whichever crash, ends in one booking and one answer.
 */
export function createHold(deps: {
  readonly db: Db;
  readonly holdPlaces: (
    request: RequestOf<typeof holdPlaces>,
  ) => Promise<ResponseOf<typeof holdPlaces>>;
  readonly keepItem: (facts: ItemFacts) => Promise<void>;
  /** True when the row was made; false when its id or code is taken, or its hold has ended meanwhile. */
  readonly insert: Batcher<HeldRow, boolean>;
  readonly telemetry: Telemetry;
}): (request: HoldRequest) => Promise<HoldAnswer> {
  const { db, holdPlaces, keepItem, insert, telemetry } = deps;

  return async function hold(request) {
    const { bookingId, itemRef, quantity } = request;
    const places = await holdPlaces({ bookingId, itemRef, quantity });
    // A repeat that comes after its hold ended still gets the first answer.
    if (places.outcome === 'hold-expired') return (await findFirstAnswer(request)) ?? places;
    if (places.outcome !== 'held') return places;
    if (!isSameRequest(request, places)) return { outcome: 'idempotency-key-reused' };

    await keepItem(places.item);
    for (let tries = 0; tries < codeTriesMax; tries += 1) {
      const row = toRow(request, places);
      if (await insert.push(row)) {
        telemetry.held(row);
        return { outcome: 'held', booking: creationFacts(row, places.item), repeated: false };
      }
      const first = await findFirstAnswer(request);
      if (first) return first;
    }
    throw new Error('no free booking code found');
  };

  async function findFirstAnswer({
    bookingId,
    fingerprint,
  }: HoldRequest): Promise<HoldAnswer | undefined> {
    const found = await findHeld(db, bookingId);
    if (found === 'ended') return { outcome: 'hold-expired' };
    if (!found) return undefined;
    if (found.row.fingerprint !== fingerprint) return { outcome: 'idempotency-key-reused' };
    return { outcome: 'held', booking: creationFacts(found.row, found.item), repeated: true };
  }
}

/** The places of an id that came before under another request betray it, even where its booking was never written. */
const isSameRequest = ({ itemRef, quantity }: HoldRequest, { item, quantity: held }: Granted) =>
  quantity === held && (itemRef === item.id || itemRef === item.shortId);

function toRow(request: HoldRequest, { epoch, heldAt, expiresAt, item }: Granted): HeldRow {
  const at = new Date(heldAt);
  const expires = new Date(expiresAt);
  const { bookingId, ipHash, quantity } = request;
  const step = { actor: 'customer', from: null, to: 'HOLD', reason: null } as const;
  return {
    id: bookingId,
    code: makeCode(),
    item_id: item.id,
    item_version: item.version,
    state: 'HOLD',
    version: 1,
    epoch,
    name: request.name,
    whatsapp: request.contact.whatsapp ?? null,
    email: request.contact.email ?? null,
    note: request.note,
    attendees: request.attendees,
    language: request.language,
    quantity,
    amount: item.price * quantity,
    currency: item.currency,
    first_expires_at: expires,
    hold_expires_at: expires,
    expiring_soon_at: null,
    method_id: null,
    proof_id: null,
    rejection_reason: null,
    fingerprint: request.fingerprint,
    audit_hash: chainHash(genesis, { bookingId, version: 1, ipHash, at, ...step }),
    submitted_at: null,
    created_at: at,
    updated_at: at,
    ip_hash: ipHash,
  };
}
