import { TicketKeySet } from '@karcis/contracts';
import type { Calls } from '../../calls.ts';
import { type Route, defineRoute, ok } from '../route.ts';

export type TicketKeyRoutesDeps = { readonly calls: Pick<Calls, 'findTicketKeys'> };

/** Anybody may verify a ticket, from any page, and keep the keys for a while. */
const HEADERS = {
  'Cache-Control': 'public, max-age=300, stale-if-error=86400',
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

export const ticketKeyRoutes = ({ calls }: TicketKeyRoutesDeps): Route[] => [
  defineRoute({
    method: 'get',
    path: '/.well-known/jwks.json',
    summary: 'The public keys that verify tickets without a network (RFC 7517)',
    access: 'public',
    answers: { 200: TicketKeySet },
    handle: async () => ok(await calls.findTicketKeys({}), HEADERS),
  }),
];
