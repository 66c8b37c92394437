import type { BookingView, HoldRequest, ResponseOf, holdBooking } from '@karcis/contracts';
import type { Calls } from '../calls.ts';
import type { HoldClaims } from '../db/hold-claims.ts';
import type { Identity } from '../domain/identity.ts';

export type HoldCommand = {
  readonly key: string;
  readonly fingerprint: string;
  readonly request: HoldRequest;
  readonly ipHash: string;
  readonly language: 'id' | 'en';
};

type Refused = Exclude<ResponseOf<typeof holdBooking>, { outcome: 'held' }>;

export type HoldResult =
  | {
      readonly outcome: 'held';
      readonly booking: BookingView;
      readonly ownerToken: string;
      readonly repeated: boolean;
    }
  | { readonly outcome: 'in-progress' }
  | { readonly outcome: 'already-done'; readonly code: string }
  | Refused;

/** How long the first answer is given again (api.md, "Idempotency-Key"). */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** A hold needs no account, so all keys share one scope. */
const SCOPE = 'anonymous';

export type HoldDeps = {
  readonly claims: HoldClaims;
  readonly calls: Pick<Calls, 'holdBooking' | 'findBooking'>;
  readonly identity: Identity;
  readonly now: () => Date;
};

/**
 * Holds places at most once for a key. The claim only keeps two requests from running at once; whether the
 * first one took effect is known from booking, whose id is made of the key: so nothing is written when it has.
 */
export function createHold({ claims, calls, identity, now }: HoldDeps) {
  return async (command: HoldCommand): Promise<HoldResult> => {
    const id = identity.idOf('hold', SCOPE, command.key);
    const claim = await claims.claim({ key: id, fingerprint: command.fingerprint });
    if (claim === 'claimed') return runClaimed(id, command);

    const { booking } = await calls.findBooking({ id });
    if (booking) return ask(id, command);
    return { outcome: claim === 'same-request' ? 'in-progress' : 'idempotency-key-reused' };
  };

  async function runClaimed(id: string, command: HoldCommand): Promise<HoldResult> {
    let result: HoldResult | undefined;
    try {
      result = await ask(id, command);
      return result;
    } finally {
      // Also after a failure: whatever it did bears this id, so the same key may try again at once.
      if (result?.outcome === 'held') claims.finish(id);
      else await claims.free(id).catch(() => undefined);
    }
  }

  async function ask(bookingId: string, command: HoldCommand): Promise<HoldResult> {
    const { request, fingerprint, ipHash, language } = command;
    const answer = await calls.holdBooking({
      bookingId,
      fingerprint,
      ipHash,
      language,
      itemRef: request.itemId,
      name: request.name,
      contact: request.contact ?? {},
      note: request.note ?? '',
      quantity: request.quantity,
      attendees: request.attendees?.map(({ name }) => name) ?? [],
    });
    if (answer.outcome !== 'held') return answer;

    const { booking, repeated } = answer;
    if (repeated && now().getTime() - Date.parse(booking.createdAt) > KEPT_MS) {
      return { outcome: 'already-done', code: booking.code };
    }
    return { outcome: 'held', booking, ownerToken: identity.ownerTokenOf(booking.id), repeated };
  }
}
