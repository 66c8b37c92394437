import { Notification, ResendRequest, bookingCode, uuid } from '@karcis/contracts';
import { ProblemError, problem } from '@karcis/http';
import { z } from 'zod';
import type { Owners } from '../../accounts/owners.ts';
import type { Calls } from '../../calls.ts';
import type { BookingViews } from '../../queries/find-booking-view.ts';
import type { EffectReply, Once } from '../once.ts';
import { type Route, defineRoute, ok } from '../route.ts';
import { bookingUrl, ownerScope } from './bookings.ts';

export type MessageRoutesDeps = {
  readonly calls: Pick<Calls, 'resendMessage' | 'recordCallback' | 'confirmSubscription'>;
  readonly views: Pick<BookingViews, 'find'>;
  readonly owners: Owners;
  readonly once: Once;
};

/** Hundreds of receipts. More than that the services do not carry to one another in one piece. */
const CALLBACK_BYTES_MAX = 256 * 1024;
const CALLBACKS = '/api/webhooks/messages';

const byRef = {
  schema: z.object({ id: z.union([uuid, bookingCode]) }),
  otherwise: 'booking-not-found',
} as const;

const signatureHeaders = {
  meta: 'x-hub-signature-256',
  twilio: 'x-twilio-signature',
} as const;

/** What Meta asks before it sends anything; it may ask more one day. */
const Subscription = z.object({
  'hub.mode': z.string().max(100),
  'hub.verify_token': z.string().max(500),
  'hub.challenge': z.string().max(500),
});

/** Messages as their readers and those who carry them have to do with them. */
export const messageRoutes = ({ calls, views, owners, once }: MessageRoutesDeps): Route[] => [
  defineRoute({
    method: 'post',
    path: '/api/bookings/:id/resend',
    summary: 'Sends the owner word of how the booking stands once more, at the booking’s contact',
    access: 'owner',
    limits: ['sensitive'],
    params: byRef,
    body: ResendRequest,
    idempotent: true,
    answers: { 200: z.strictObject({ notifications: z.array(Notification) }) },
    problems: ['invalid-transition', 'nobody-to-reach'],
    async handle(ask) {
      const { id: ref } = ask.params;
      const booking = await views.find(uuid.safeParse(ref).success ? { id: ref } : { code: ref });
      if (!booking) throw new ProblemError('booking-not-found');
      const { id: bookingId, code } = await owners.authorise(ask.req, booking.id);

      return once.json(ask, ownerScope(bookingId), async (): Promise<EffectReply> => {
        const answered = await calls.resendMessage({ bookingId, ...ask.body });
        switch (answered.outcome) {
          case 'ok': {
            const { notifications } = answered;
            return { ...ok({ notifications }), location: bookingUrl(code) };
          }
          case 'invalid-transition': {
            const { state } = answered;
            return { problem: problem('invalid-transition', { members: { state } }) };
          }
          case 'rate-limited': {
            const headers = { 'Retry-After': String(answered.retryAfterSeconds) };
            return { problem: problem('rate-limited', { headers }) };
          }
          default:
            return { problem: problem(answered.outcome) };
        }
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: `${CALLBACKS}/meta`,
    summary: 'Meta’s question whether its callbacks are wanted',
    access: 'public',
    limits: { only: ['webhooks'] },
    query: Subscription,
    answers: { 200: { contentType: 'text/plain', description: 'The challenge' } },
    problems: ['forbidden'],
    async handle({ query, res }) {
      const { challenge } = await calls.confirmSubscription({
        mode: query['hub.mode'],
        token: query['hub.verify_token'],
        challenge: query['hub.challenge'],
      });
      if (challenge === null) throw new ProblemError('forbidden');
      res.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' });
      res.end(challenge);
      return 'streamed';
    },
  }),
  defineRoute({
    method: 'post',
    path: `${CALLBACKS}/:provider`,
    summary: 'How far a message got, said and signed by who carries it: meta or twilio',
    access: 'public',
    limits: { only: ['webhooks'] },
    params: {
      schema: z.object({ provider: z.enum(['meta', 'twilio']) }),
      otherwise: 'not-found',
    },
    query: z.looseObject({}),
    bytesMax: CALLBACK_BYTES_MAX,
    answers: { 200: z.strictObject({ received: z.literal(true) }) },
    problems: ['webhook-signature-invalid', 'not-found', 'payload-too-large'],
    async handle({ req, params: { provider }, body }) {
      const { outcome } = await calls.recordCallback({
        provider,
        url: req.url ?? '',
        signature: String(req.headers[signatureHeaders[provider]] ?? ''),
        body: (body as Buffer).toString('base64'),
      });
      if (outcome === 'not-found') throw new ProblemError('not-found');
      if (outcome === 'unauthorized') throw new ProblemError('webhook-signature-invalid');
      return ok({ received: true });
    },
  }),
];
