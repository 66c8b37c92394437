import type { IncomingMessage } from 'node:http';
import type { BookingView } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import type { Viewer } from '../domain/booking-views.ts';
import type { Identity } from '../domain/identity.ts';
import { ownerCookieName } from '../domain/owner-cookie.ts';
import type { BookingViews } from '../queries/find-booking-view.ts';
import { bearerOf, cookiesOf } from './cookies.ts';
import type { Csrf } from './csrf.ts';
import type { People } from './people.ts';

export type Owners = {
  /** Who looks at it: a wrong token is no token. */
  viewerOf(req: IncomingMessage, booking: BookingView): Promise<Viewer>;
  /** For a GET that only the owner may make. Rejects with `unauthorized` or `forbidden`. */
  requireOwner(req: IncomingMessage, booking: BookingView): Promise<void>;
  /** The booking that its owner acts on. Throws `booking-not-found`, `unauthorized`, `forbidden`, or CSRF's problems. */
  authorise(req: IncomingMessage, bookingId: string): Promise<BookingView>;
};

export type OwnersOptions = {
  readonly identity: Identity;
  readonly views: Pick<BookingViews, 'find'>;
  readonly csrf: Csrf;
  readonly people: Pick<People, 'find'>;
};

/** Whoever has the owner token owns the booking, and whoever is signed in to the account that it was made in. */
export function createOwners({ identity, views, csrf, people }: OwnersOptions): Owners {
  function tokenOf(req: IncomingMessage, { code }: BookingView) {
    const bearer = bearerOf(req);
    if (bearer !== undefined) return { token: bearer, isCookie: false };
    return { token: cookiesOf(req)[ownerCookieName(code)], isCookie: true };
  }

  /** What proves it, if anything does. A token in a header speaks for itself, whatever the cookies say. */
  async function proofOf(
    req: IncomingMessage,
    booking: BookingView,
  ): Promise<'header' | 'cookie' | undefined> {
    const { token, isCookie } = tokenOf(req, booking);
    if (token && identity.isOwnerToken(booking.id, token)) return isCookie ? 'cookie' : 'header';
    if (!isCookie || !booking.accountId) return undefined;
    const person = await people.find(req);
    return person?.id === booking.accountId ? 'cookie' : undefined;
  }

  return {
    viewerOf: async (req, booking) => ((await proofOf(req, booking)) ? 'owner' : 'public'),

    async requireOwner(req, booking) {
      if (await proofOf(req, booking)) return;
      throw new ProblemError(tokenOf(req, booking).token ? 'forbidden' : 'unauthorized');
    },

    async authorise(req, bookingId) {
      const booking = await views.find({ id: bookingId });
      if (!booking) throw new ProblemError('booking-not-found');

      const proof = await proofOf(req, booking);
      if (!proof) {
        const isSomebody = tokenOf(req, booking).token ?? (await people.find(req));
        throw new ProblemError(isSomebody ? 'forbidden' : 'unauthorized');
      }
      if (proof === 'cookie') csrf.require(req);
      return booking;
    },
  };
}
