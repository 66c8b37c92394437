import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Receipt } from '../../db/record-receipts.ts';
import { readReference } from '../channel.ts';
import { toFailure } from './failure.ts';
import { isSame } from './is-same.ts';
import type { WhatsAppMessage, WhatsAppProvider } from './provider.ts';
import { createProviderHttp } from './provider-http.ts';
import { twilioMeaning } from './twilio-errors.ts';

export type TwilioSettings = {
  /** `https://api.twilio.com`, or a test's server. */
  readonly apiUrl: string;
  readonly accountSid: string;
  /** Logs in, and signs the callbacks. */
  readonly authToken: string;
  /** The WhatsApp sender, in E.164. */
  readonly from: string;
  /** Where callbacks come in, without the query. */
  readonly callbackUrl: string;
};

const Answer = z.object({ sid: z.string() });
const Refusal = z.object({ code: z.int() });

/** Twilio's statuses that say something new to a reader; the others are steps within Twilio. */
const STATES: Readonly<Record<string, Receipt['state']>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  undelivered: 'failed',
  canceled: 'failed',
};

/**
 * WhatsApp by Twilio: `POST /2010-04-01/Accounts/<sid>/Messages.json` with a content template, and status callbacks. Creating a
 * message has no published idempotency key (`I-Twilio-Idempotency-Token` is what Twilio's own requests bear), so our reference
 * is in the callback's address: it is signed, and says which message was taken even where its answer was lost.
 * https://www.twilio.com/docs/messaging/api/message-resource
 * https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function createTwilio(settings: TwilioSettings): WhatsAppProvider {
  const { apiUrl, accountSid, authToken, from, callbackUrl } = settings;
  const http = createProviderHttp(apiUrl);
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const login = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  const headers = {
    authorization: `Basic ${login}`,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };

  const toForm = ({ reference, to, template, parameters }: WhatsAppMessage) =>
    new URLSearchParams({
      To: `whatsapp:${to}`,
      From: `whatsapp:${from}`,
      ContentSid: template,
      ContentVariables: JSON.stringify(
        Object.fromEntries(parameters.map((value, index) => [String(index + 1), value])),
      ),
      StatusCallback: `${callbackUrl}?delivery=${encodeURIComponent(reference)}`,
    });

  return {
    name: 'twilio',
    hasTemplateNames: false,
    isTemplate: (template) => template === '' || /^HX[0-9a-f]{32}$/i.test(template),

    async send(message) {
      const { status, json } = await http.post(path, headers, toForm(message).toString());
      const taken = Answer.safeParse(json);
      if (status < 300 && taken.success) return taken.data.sid;
      throw toFailure(
        'Twilio',
        { status, code: Refusal.safeParse(json).data?.code },
        twilioMeaning,
      );
    },

    readCallback({ url, signature, body }, now) {
      const form = new URLSearchParams(body.toString());
      if (!isSame(signature, signatureOf(url, form, authToken))) return undefined;

      const reference = readReference(new URL(url).searchParams.get('delivery') ?? '');
      const state = STATES[form.get('MessageStatus') ?? ''];
      if (!reference || !state) return [];
      const code = form.get('ErrorCode');
      const reason = state === 'failed' ? `Twilio said error ${Number(code) || 'unknown'}` : null;
      return [{ ...reference, state, at: now, messageId: form.get('MessageSid'), reason }];
    },

    confirm: () => null,
    close: () => http.close(),
  };
}

/**
 * `X-Twilio-Signature`: HMAC-SHA1 under the account's token over the whole address and then each name with its value, by name,
 * in base64. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
function signatureOf(url: string, form: URLSearchParams, authToken: string): string {
  const byName = [...form].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const signed = url + byName.map(([name, value]) => name + value).join('');
  return createHmac('sha1', authToken).update(signed).digest('base64');
}
