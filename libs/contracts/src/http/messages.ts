import { z } from 'zod';
import { instant, uuid } from '../fields/ids.ts';
import { requiredText, text } from '../fields/text.ts';

/** What a message is about. `new-proof-waiting` goes to the organiser, the others to who booked. */
export const MessageKind = z.enum([
  'hold-made',
  'expiring-soon',
  'proof-received',
  'new-proof-waiting',
  'approved',
  'rejected',
  'expired',
  'cancelled',
  'refund-due',
  'refunded',
  'reminder',
]);
export type MessageKind = z.infer<typeof MessageKind>;

/** Which text: one for each kind, channel and language. */
export const TemplateRef = z.strictObject({
  kind: MessageKind,
  channel: z.enum(['email', 'whatsapp']),
  language: z.enum(['id', 'en']),
});
export type TemplateRef = z.infer<typeof TemplateRef>;

/** Words with `{{variable}}` in them. A blank line of the body parts two paragraphs. Values are never taken for markup. */
export const EmailTemplate = z.strictObject({
  subject: requiredText(200),
  body: requiredText(4000),
});
export type EmailTemplate = z.infer<typeof EmailTemplate>;

/** What the provider knows the text by, and which variables fill its places, in their order. */
export const WhatsAppTemplate = z.strictObject({
  /** Meta: the template's name. Twilio: the ContentSid; empty means that this kind is not sent. */
  template: text(512),
  parameters: z.array(z.string().max(40)).max(20),
});
export type WhatsAppTemplate = z.infer<typeof WhatsAppTemplate>;

export const TemplateContent = z.union([EmailTemplate, WhatsAppTemplate]);
export type TemplateContent = z.infer<typeof TemplateContent>;

/** A text as the organiser sees it. */
export const MessageTemplate = TemplateRef.extend({
  /** Rises with each change, a reset too; 0 before the first. */
  version: z.int(),
  isDefault: z.boolean(),
  content: TemplateContent,
  /** All that may stand in `{{ }}` or in `parameters`. */
  variables: z.array(z.strictObject({ name: z.string(), example: z.string() })),
  updatedAt: instant.nullable(),
});
export type MessageTemplate = z.infer<typeof MessageTemplate>;

/** `PUT /api/admin/templates/…`: refused unless `version` is the present one. */
export const SaveTemplate = z.strictObject({ version: z.int().min(0), content: TemplateContent });
export type SaveTemplate = z.infer<typeof SaveTemplate>;

export const ResetTemplate = z.strictObject({ version: z.int().min(0) });

/** Shows `content`, or what is saved, with example data or with a booking (id or code). */
export const PreviewTemplate = z.strictObject({
  content: TemplateContent.optional(),
  booking: z.string().max(40).optional(),
});

export const TemplatePreview = z.union([
  z.strictObject({ subject: z.string(), text: z.string(), html: z.string() }),
  z.strictObject({
    template: z.string(),
    language: z.string(),
    parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  }),
]);
export type TemplatePreview = z.infer<typeof TemplatePreview>;

/** `POST /api/bookings/:ref/resend`. */
export const ResendRequest = z.strictObject({ kind: MessageKind.exclude(['new-proof-waiting']) });

/** `POST /api/admin/webhook-endpoints/:id/replay`: one delivery, or all that happened since. */
export const ReplayRequest = z.union([
  z.strictObject({ deliveryId: uuid }),
  z.strictObject({ since: instant }),
]);
export type ReplayRequest = z.infer<typeof ReplayRequest>;
