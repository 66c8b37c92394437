import { z } from 'zod';
import { defineCall } from '../define.ts';
import { uuid } from '../fields/ids.ts';
import { BookingState, Notification } from '../http/booking.ts';
import {
  MessageKind,
  MessageTemplate,
  ReplayRequest,
  TemplateContent,
  TemplatePreview,
  TemplateRef,
} from '../http/messages.ts';

const bilingual = z.object({ id: z.string(), en: z.string() });
const invalid = z.object({
  outcome: z.literal('validation-failed'),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: bilingual })),
});
const unknownTemplate = z.object({ outcome: z.literal('template-not-found') });
const saved = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ok'), template: MessageTemplate }),
  z.object({ outcome: z.literal('template-changed') }),
  unknownTemplate,
  invalid,
]);

export const listTemplates = defineCall({
  subject: 'qry.notifier.templates.v1',
  request: z.object({}),
  response: z.object({ data: z.array(MessageTemplate) }),
});

export const findTemplate = defineCall({
  subject: 'qry.notifier.template.v1',
  request: TemplateRef,
  response: z.object({ template: MessageTemplate.nullable() }),
});

/** Replaces a text, if `version` is the present one. */
export const saveTemplate = defineCall({
  subject: 'cmd.notifier.save-template.v1',
  request: z.object({ ref: TemplateRef, version: z.int(), content: TemplateContent }),
  response: saved,
});

/** Takes the text that Karcis came with, if `version` is the present one. */
export const resetTemplate = defineCall({
  subject: 'cmd.notifier.reset-template.v1',
  request: z.object({ ref: TemplateRef, version: z.int() }),
  response: saved,
});

/** Renders without sending: `content` or what is saved, for a booking or for an example. */
export const previewTemplate = defineCall({
  subject: 'qry.notifier.template-preview.v1',
  request: z.object({
    ref: TemplateRef,
    content: TemplateContent.optional(),
    bookingId: uuid.optional(),
  }),
  response: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('ok'), preview: TemplatePreview }),
    z.object({ outcome: z.literal('booking-not-found') }),
    unknownTemplate,
    invalid,
  ]),
});

/** Sends the booking's own contact the message that fits its present state once more. */
export const resendMessage = defineCall({
  subject: 'cmd.notifier.resend.v1',
  request: z.object({ bookingId: uuid, kind: MessageKind }),
  response: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('ok'), notifications: z.array(Notification) }),
    z.object({ outcome: z.literal('booking-not-found') }),
    z.object({ outcome: z.literal('invalid-transition'), state: BookingState }),
    z.object({ outcome: z.literal('nobody-to-reach') }),
    z.object({ outcome: z.literal('rate-limited'), retryAfterSeconds: z.int() }),
  ]),
});

/** Sends an endpoint again what it was sent already: one delivery, or all that happened since. */
export const replayWebhooks = defineCall({
  subject: 'cmd.notifier.replay-webhooks.v1',
  request: z.object({ endpointId: uuid, replay: ReplayRequest }),
  response: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('ok'), replayed: z.int() }),
    z.object({ outcome: z.enum(['webhook-endpoint-not-found', 'notification-not-found']) }),
  ]),
});

/** What a provider says of messages that it took. `body` is what came, byte for byte, in base64. */
export const recordCallback = defineCall({
  subject: 'cmd.notifier.record-callback.v1',
  request: z.object({
    provider: z.enum(['meta', 'twilio']),
    /** Path and query as they were asked. */
    url: z.string(),
    signature: z.string(),
    body: z.string(),
  }),
  response: z.object({ outcome: z.enum(['recorded', 'unauthorized', 'not-found']) }),
});

/** Meta's question whether we want its callbacks: the challenge goes back if the token is ours. */
export const confirmSubscription = defineCall({
  subject: 'qry.notifier.subscription.v1',
  request: z.object({ mode: z.string(), token: z.string(), challenge: z.string() }),
  response: z.object({ challenge: z.string().nullable() }),
});
