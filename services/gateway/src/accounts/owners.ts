import type { IncomingMessage } from 'node:http';
import type { BookingView } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import type { Viewer } from '../domain/booking-views.ts';
import type { Identity } from '../domain/identity.ts';
import { ownerCookieName } from '../domain/owner-cookie.ts';
import type { BookingViews } from '../queries/find-booking-view.ts';
import { bearerOf, cookiesOf } from './cookies.ts';
import type { Csrf } from './csrf.ts';

export type Owners = {
  /** Who looks at it: a wrong token is no token. */
  viewerOf(req: IncomingMessage, booking: BookingView): Viewer;
  /** The booking that its owner acts on. Throws `booking-not-found`, `unauthorized`, `forbidden`, or CSRF's problems. */
  authorise(req: IncomingMessage, bookingId: string): Promise<BookingView>;
};

export type OwnersOptions = {
  readonly identity: Identity;
  readonly views: Pick<BookingViews, 'find'>;
  readonly csrf: Csrf;
};

/** Whoever has the owner token owns the booking; there is no account. */
export function createOwners({ identity, views, csrf }: OwnersOptions): Owners {
  function tokenOf(req: IncomingMessage, { code }: BookingView) {
    const bearer = bearerOf(req);
    if (bearer !== undefined) return { token: bearer, isCookie: false };
    return { token: cookiesOf(req)[ownerCookieName(code)], isCookie: true };
  }

  return {
    viewerOf(req, booking) {
      const { token } = tokenOf(req, booking);
      return token && identity.isOwnerToken(booking.id, token) ? 'owner' : 'public';
    },

    async authorise(req, bookingId) {
      const booking = await views.find({ id: bookingId });
      if (!booking) throw new ProblemError('booking-not-found');

      const { token, isCookie } = tokenOf(req, booking);
      if (!token) throw new ProblemError('unauthorized');
      if (!identity.isOwnerToken(bookingId, token)) throw new ProblemError('forbidden');
      if (isCookie) csrf.require(req);
      return booking;
    },
  };
}
