import type { holdBooking, holdPlaces, ItemFacts, RequestOf, ResponseOf } from '@karcis/contracts';
import { Rejected } from '@karcis/messaging';
import { findHeld } from '../db/find-held.ts';
import type { HeldRow } from '../db/insert-held.ts';
import type { BookingsTable, Db } from '../db/schema.ts';
import { buryHolds } from '../db/tombstones.ts';
import { chainHash, genesis } from '../domain/audit.ts';
import { makeCode } from '../domain/code.ts';
import { creationFacts } from '../queries/view.ts';
import type { Telemetry } from '../telemetry.ts';

export type HoldRequest = RequestOf<typeof holdBooking>;
export type HoldAnswer = ResponseOf<typeof holdBooking>;
type PlacesRequest = RequestOf<typeof holdPlaces>;
type PlacesAnswer = ResponseOf<typeof holdPlaces>;
type Granted = Extract<PlacesAnswer, { outcome: 'held' }>;
type Answers = (HoldAnswer | Rejected)[];
/** A request that was granted places, and where its answer goes. */
type Grant = { readonly place: number; readonly request: HoldRequest; readonly places: Granted };

/** 60 random bits do not meet twice by chance; more tries than this is a fault. */
const codeTriesMax = 3;

export type HoldDeps = {
  readonly db: Db;
  readonly holdPlaces: (
    requests: readonly PlacesRequest[],
  ) => Promise<readonly (PlacesAnswer | Rejected)[]>;
  readonly keepItem: (facts: ItemFacts) => Promise<void>;
  /**
   * True for each row that was made; false when its id or code is taken, or its hold has ended meanwhile. Each id once. Quicker where
   * none `mayExist`.
   */
  readonly insert: (rows: readonly HeldRow[], mayExist: boolean) => Promise<readonly boolean[]>;
  readonly telemetry: Telemetry;
};

/**
 * Opens bookings, all that wait at once: capacity judges them in one go, and one statement writes their rows. Idempotent by the
 * booking's id, which the gateway makes of the idempotency key: whatever is repeated, after whichever crash, ends in one booking
 * and one answer.
 */
export function createHold({ db, holdPlaces, keepItem, insert, telemetry }: HoldDeps) {
  return async function hold(requests: readonly HoldRequest[]): Promise<Answers> {
    const judged = await holdPlaces(
      requests.map(({ bookingId, itemRef, quantity }) => ({ bookingId, itemRef, quantity })),
    );
    const answers: Answers = [];
    const grants: Grant[] = [];
    const late: number[] = [];
    for (const [place, request] of requests.entries()) {
      const places = judged[place] as PlacesAnswer | Rejected;
      if (places instanceof Rejected || places.outcome !== 'held') {
        answers[place] = places;
        if (!(places instanceof Rejected) && places.outcome === 'hold-expired') late.push(place);
      } else if (isSameRequest(request, places)) grants.push({ place, request, places });
      else answers[place] = reused;
    }
    if (late.length > 0) {
      const first = await answerLate(late.map((place) => requests[place] as HoldRequest));
      for (const [index, place] of late.entries()) answers[place] = first[index] as HoldAnswer;
    }
    if (grants.length > 0) await open(grants, answers);
    return answers;
  };

  /** Writes the bookings that were granted places. What exists already has its first answer. */
  async function open(grants: readonly Grant[], answers: Answers): Promise<void> {
    const again = grants.filter(({ places }) => places.repeated);
    let waiting = [
      ...grants.filter(({ places }) => !places.repeated),
      ...(await answerKnown(again, answers)),
    ];

    const items = new Map(
      waiting.map(({ places: { item } }) => [`${item.id}.${item.version}`, item]),
    );
    for (const item of items.values()) await keepItem(item);
    for (let tries = 0; waiting.length > 0; tries += 1) {
      if (tries === codeTriesMax) throw new Error('no free booking code found');
      waiting = await write(waiting, answers);
    }
  }

  /** Returns those that found neither a booking of their id nor a free code. */
  async function write(grants: readonly Grant[], answers: Answers): Promise<Grant[]> {
    const rows = new Map<string, HeldRow>();
    for (const { request, places } of grants) {
      if (!rows.has(request.bookingId)) rows.set(request.bookingId, toRow(request, places));
    }
    const mayExist = grants.some(({ places }) => places.repeated);
    const made = await insert([...rows.values()], mayExist);
    const opened = new Map([...rows].filter((_, index) => made[index]));

    const rest: Grant[] = [];
    for (const grant of grants) {
      const row = opened.get(grant.request.bookingId);
      // Taken out once answered: a repeat of it may be in the batch too.
      opened.delete(grant.request.bookingId);
      if (!row) {
        rest.push(grant);
        continue;
      }
      telemetry.held(row);
      answers[grant.place] = held(row, grant.places.item, false);
    }
    return answerKnown(rest, answers);
  }

  /** Gives those whose booking is there its first answer, and returns the others. */
  async function answerKnown(grants: readonly Grant[], answers: Answers): Promise<Grant[]> {
    const first = await findFirstAnswers(grants.map(({ request }) => request));
    for (const [index, { place }] of grants.entries()) {
      const answer = first[index];
      if (answer) answers[place] = answer;
    }
    return grants.filter((_, index) => !first[index]);
  }

  /**
   * A repeat that comes after its hold ended still gets the first answer. Where there was none, the refusal has to stay true: the
   * first request may be on its way with its places, and must not open the booking after all.
   */
  async function answerLate(requests: readonly HoldRequest[]): Promise<HoldAnswer[]> {
    const first = await findFirstAnswers(requests);
    const unknown = requests.filter((_, index) => !first[index]);
    if (unknown.length > 0)
      await buryHolds(
        db,
        unknown.map(({ bookingId }) => bookingId),
      );
    const settled = await findFirstAnswers(unknown);
    return first.map((answer) => answer ?? settled.shift() ?? { outcome: 'hold-expired' });
  }

  /** For each request the answer that its id was given before, if it was. */
  async function findFirstAnswers(
    requests: readonly HoldRequest[],
  ): Promise<(HoldAnswer | undefined)[]> {
    if (requests.length === 0) return [];
    const found = await findHeld(
      db,
      requests.map(({ bookingId }) => bookingId),
    );
    return requests.map(({ bookingId, fingerprint }) => {
      const before = found.get(bookingId);
      if (before === 'ended') return { outcome: 'hold-expired' };
      if (!before) return undefined;
      if (before.row.fingerprint !== fingerprint) return reused;
      return held(before.row, before.item, true);
    });
  }
}

const reused: HoldAnswer = { outcome: 'idempotency-key-reused' };

const held = (row: BookingsTable, item: ItemFacts, repeated: boolean): HoldAnswer => ({
  outcome: 'held',
  booking: creationFacts(row, item),
  repeated,
});

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
    account_id: request.accountId ?? null,
    quantity,
    amount: item.price * quantity,
    amount_due: null,
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
    erased_at: null,
    created_at: at,
    updated_at: at,
    ip_hash: ipHash,
  };
}
