import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Receipt } from '../../db/record-receipts.ts';
import { readReference } from '../channel.ts';
import { toFailure } from './failure.ts';
import { isSame } from './is-same.ts';
import { metaMeaning } from './meta-errors.ts';
import type { WhatsAppMessage, WhatsAppProvider } from './provider.ts';
import { createProviderHttp } from './provider-http.ts';

export type MetaSettings = {
  /** `https://graph.facebook.com`, or a test's server. */
  readonly apiUrl: string;
  /** As `v24.0`. */
  readonly apiVersion: string;
  readonly phoneNumberId: string;
  readonly accessToken: string;
  /** Signs the callbacks. */
  readonly appSecret: string;
  /** Ours: proves that who subscribes us is us. */
  readonly verifyToken: string;
};

const Answer = z.object({ messages: z.tuple([z.object({ id: z.string() })], z.unknown()) });
const Refusal = z.object({ error: z.object({ code: z.int() }) });

const Statuses = z.object({
  entry: z.array(
    z.object({
      changes: z.array(
        z.object({
          value: z.object({
            statuses: z
              .array(
                z.object({
                  id: z.string(),
                  status: z.string(),
                  timestamp: z.string(),
                  biz_opaque_callback_data: z.string().optional(),
                  errors: z.array(z.object({ code: z.int() })).optional(),
                }),
              )
              .optional(),
          }),
        }),
      ),
    }),
  ),
});
type Status = NonNullable<
  z.infer<typeof Statuses>['entry'][number]['changes'][number]['value']['statuses']
>[number];

/**
 * WhatsApp by Meta's Cloud API: `POST /<version>/<phone number id>/messages` with a template, and callbacks for `messages`.
 * The API has no idempotency key; `biz_opaque_callback_data` carries our reference, so that a callback says which message was
 * taken even where its answer was lost.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
export function createMeta(settings: MetaSettings): WhatsAppProvider {
  const { apiUrl, apiVersion, phoneNumberId, accessToken, appSecret, verifyToken } = settings;
  const http = createProviderHttp(apiUrl);
  const path = `/${apiVersion}/${phoneNumberId}/messages`;
  const headers = {
    authorization: `Bearer ${accessToken}`,
    'content-type': 'application/json',
  };

  return {
    name: 'meta',
    hasTemplateNames: true,
    isTemplate: (template) => /^[a-z0-9_]{1,512}$/.test(template),

    async send(message) {
      const { status, json } = await http.post(path, headers, JSON.stringify(toRequest(message)));
      const taken = Answer.safeParse(json);
      if (status < 300 && taken.success) return taken.data.messages[0].id;
      throw toFailure(
        'Meta',
        { status, code: Refusal.safeParse(json).data?.error.code },
        metaMeaning,
      );
    },

    /** `X-Hub-Signature-256`: HMAC-SHA256 of the bytes under the app's secret, in hex. */
    readCallback({ signature, body }) {
      const mac = createHmac('sha256', appSecret).update(body).digest('hex');
      if (!isSame(signature, `sha256=${mac}`)) return undefined;
      return receiptsOf(body);
    },

    confirm: ({ mode, token, challenge }) =>
      mode === 'subscribe' && isSame(token, verifyToken) ? challenge : null,

    close: () => http.close(),
  };
}

const toRequest = ({ reference, to, template, language, parameters }: WhatsAppMessage) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to,
  type: 'template',
  template: {
    name: template,
    language: { code: language },
    components:
      parameters.length === 0
        ? []
        : [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }],
  },
  biz_opaque_callback_data: reference,
});

/** Callbacks tell of other things too (messages from people, say), and of messages that others sent. */
function receiptsOf(body: Buffer): Receipt[] {
  const parsed = Statuses.safeParse(parse(body));
  if (!parsed.success) return [];
  return parsed.data.entry
    .flatMap(({ changes }) => changes)
    .flatMap(({ value }) => value.statuses ?? [])
    .flatMap(toReceipt);
}

const STATES = new Set(['sent', 'delivered', 'read', 'failed']);

function toReceipt({ id, status, timestamp, errors, ...rest }: Status): Receipt[] {
  const reference = readReference(rest.biz_opaque_callback_data ?? '');
  const at = new Date(Number(timestamp) * 1000);
  if (!reference || !STATES.has(status) || Number.isNaN(at.getTime())) return [];

  const state = status as Receipt['state'];
  const code = errors?.[0]?.code;
  const reason = state === 'failed' ? `Meta said error ${code ?? 'unknown'}` : null;
  return [{ ...reference, state, at, messageId: id, reason }];
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
