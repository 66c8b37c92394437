import type { BookingView, HoldRequest, ResponseOf, holdBooking } from '@karcis/contracts';
import type { Calls } from '../calls.ts';
import type { Identity } from '../domain/identity.ts';

export type HoldCommand = {
  readonly key: string;
  readonly fingerprint: string;
  readonly request: HoldRequest;
  readonly ipHash: string;
  readonly language: 'id' | 'en';
  /** Whose account it is made in, if anybody is signed in. */
  readonly accountId: string | undefined;
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
/** A key's scope is its caller: an account, or everybody who has none. */
const scopeOf = (accountId: string | undefined) =>
  accountId === undefined ? 'anonymous' : `account-${accountId}`;

export type HoldDeps = {
  readonly calls: Pick<Calls, 'holdBooking'>;
  readonly identity: Identity;
  readonly now: () => Date;
};

/**
 * Holds places at most once for a key, for ever. Nothing is written down here: the booking's id is made of the key, booking and
 * capacity take each id once, and booking keeps the request's fingerprint. A request whose gateway died is simply asked again.
 */
export function createHold({ calls, identity, now }: HoldDeps) {
  /**
   * Fingerprints of the requests under way here, by booking id; no Map, for the reason that `createRoster` gives. Another gateway's
   * request waits in booking for the outcome of the first.
   */
  const running: Record<string, string | undefined> = Object.create(null);

  return async (command: HoldCommand): Promise<HoldResult> => {
    const id = identity.idOf('hold', scopeOf(command.accountId), command.key);
    const rival = running[id];
    if (rival === command.fingerprint) return { outcome: 'in-progress' };
    if (rival !== undefined) return { outcome: 'idempotency-key-reused' };

    running[id] = command.fingerprint;
    try {
      return await ask(id, command);
    } finally {
      delete running[id];
    }
  };

  async function ask(bookingId: string, command: HoldCommand): Promise<HoldResult> {
    const { request, fingerprint, ipHash, language, accountId } = command;
    const answer = await calls.holdBooking({
      bookingId,
      fingerprint,
      ipHash,
      language,
      ...(accountId !== undefined && { accountId }),
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
