import { Erasure, EraseRequest } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import type { Pool } from 'pg';
import type { Calls } from '../../../calls.ts';
import { eraseAccount, findAccountId, forgetAnswers } from '../../../db/erase-person.ts';
import type { Once } from '../../once.ts';
import { type Route, defineRoute, ok } from '../../route.ts';
import { bookingUrl } from '../bookings.ts';
import { organiserScope } from './scope.ts';

export type ErasureRoutesDeps = {
  readonly calls: Pick<Calls, 'eraseBookings'>;
  readonly accountsPool: Pool;
  readonly once: Once;
};

const PATH = '/api/admin/erasures';

/** What a person may ask of an organiser: to be forgotten. Numbers stay. */
export const erasureRoutes = ({ calls, accountsPool, once }: ErasureRoutesDeps): Route[] => [
  defineRoute({
    method: 'post',
    path: PATH,
    summary: 'Forgets who made a booking, or everything of one contact; places and amounts stay',
    access: 'organiser',
    body: EraseRequest,
    idempotent: true,
    answers: { 200: Erasure },
    problems: ['booking-not-found'],
    handle: (ask) =>
      once.json(ask, organiserScope(ask), async () => {
        const { ipHash } = ask.exchange.client;
        const { body } = ask;
        const who =
          'code' in body
            ? body
            : { ...body, accountId: await findAccountId(accountsPool, body.contact) };
        const { erased, waiting } = await calls.eraseBookings({ who, ipHash });
        if ('code' in body && erased.length + waiting === 0) {
          throw new ProblemError('booking-not-found');
        }
        await forgetAnswers(
          accountsPool,
          erased.flatMap(({ id, code }) => [bookingUrl(code), `/api/admin/bookings/${id}`]),
        );
        // Last: what is done again after a failure finds the account's bookings by it.
        const accounts = 'contact' in body ? await eraseAccount(accountsPool, body.contact) : 0;
        return { ...ok({ erased: erased.length, waiting, accounts }), location: PATH };
      }),
  }),
];
