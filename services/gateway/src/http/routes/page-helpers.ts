import { instant } from '@karcis/contracts';
import { z } from 'zod';
import type { Csrf } from '../../accounts/csrf.ts';
import type { ServerClock } from '../../queries/server-clock.ts';
import { type Route, defineRoute, ok } from '../route.ts';

export type PageHelperRoutesDeps = { readonly clock: ServerClock; readonly csrf: Csrf };

/** What pages need besides bookings and items. */
export const pageHelperRoutes = ({ clock, csrf }: PageHelperRoutesDeps): Route[] => [
  defineRoute({
    method: 'get',
    path: '/api/time',
    summary: 'The clock that judges holds',
    access: 'public',
    answers: { 200: z.strictObject({ serverTime: instant }) },
    handle: async () => ok({ serverTime: clock.now().toISOString() }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/csrf',
    summary: 'The token that every unsafe request with a cookie needs',
    access: 'public',
    answers: { 200: z.strictObject({ csrfToken: z.string() }) },
    handle: async ({ req, res }) => ok({ csrfToken: csrf.issue(req, res) }),
  }),
];
