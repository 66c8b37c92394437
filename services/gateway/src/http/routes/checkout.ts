import type { IncomingHttpHeaders } from 'node:http';
import { Checkout, CheckoutRequestBody } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { z } from 'zod';
import type { Owners } from '../../accounts/owners.ts';
import type { Calls } from '../../calls.ts';
import type { Once } from '../once.ts';
import { bookingProblem } from '../refusals.ts';
import { type Route, answer, defineRoute, ok } from '../route.ts';
import { bookingUrl, ownerScope } from './bookings.ts';
import { byBookingId } from './refs.ts';

export type CheckoutRoutesDeps = {
  readonly calls: Pick<Calls, 'openCheckout' | 'takePaymentWebhook'>;
  readonly owners: Owners;
  readonly once: Once;
  readonly publicUrl: URL;
};

const WEBHOOK_BYTES_MAX = 65_536;
const byProvider = {
  schema: z.object({ provider: z.string().regex(/^[a-z]{2,20}$/) }),
  otherwise: 'not-found',
} as const;

/** Paying at a provider: the way there, and the provider's word afterwards. */
export const checkoutRoutes = ({ calls, owners, once, publicUrl }: CheckoutRoutesDeps): Route[] => [
  defineRoute({
    method: 'post',
    path: '/api/bookings/:id/checkout',
    summary: 'Opens a checkout at a payment provider; a repeat gives the open one',
    access: 'owner',
    limits: ['sensitive'],
    params: byBookingId,
    body: CheckoutRequestBody,
    idempotent: true,
    answers: { 201: Checkout },
    problems: [
      'hold-expired',
      'invalid-transition',
      'payment-method-not-found',
      'payment-provider-unavailable',
    ],
    async handle(ask) {
      const { id: bookingId, url } = await owners.authorise(ask.req, ask.params.id);
      return once.json(ask, ownerScope(bookingId), async () => {
        const outcome = await calls.openCheckout({
          bookingId,
          ipHash: ask.exchange.client.ipHash,
          methodId: ask.body.methodId ?? null,
          returnUrl: new URL(url, publicUrl).href,
          language: ask.language,
        });
        if (!outcome.ok) return { problem: bookingProblem(outcome.refusal) };
        const location = bookingUrl(outcome.code);
        return { ...answer(201, outcome.checkout, { Location: location }), location };
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/webhooks/payments/:provider',
    summary: 'A payment provider’s word, signed by it; the work on it comes later',
    access: 'public',
    limits: { only: ['webhooks'] },
    params: byProvider,
    bytesMax: WEBHOOK_BYTES_MAX,
    answers: { 200: z.strictObject({ received: z.literal(true) }) },
    problems: ['webhook-signature-invalid', 'not-found'],
    async handle({ req, params, body }) {
      const { outcome } = await calls.takePaymentWebhook({
        provider: params.provider,
        headers: plainHeaders(req.headers),
        body: (body as Buffer).toString('base64'),
      });
      if (outcome === 'unknown-provider') throw new ProblemError('not-found');
      if (outcome === 'forged') throw new ProblemError('webhook-signature-invalid');
      return ok({ received: true });
    },
  }),
];

/** Where a signature may be. What else a browser would send is nobody's business. */
function plainHeaders({
  cookie: _,
  authorization: __,
  ...headers
}: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
