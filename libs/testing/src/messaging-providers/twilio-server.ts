import { createHmac, randomBytes } from 'node:crypto';
import {
  type ProviderAnswer,
  type ProviderRequest,
  startProviderServer,
} from './provider-server.ts';

/** A message as Twilio took it. */
export type TwilioMessage = {
  readonly sid: string;
  /** `whatsapp:+62…` */
  readonly to: string;
  readonly contentSid: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly statusCallback: string;
};

export type TwilioStatus = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'read' | 'failed';

const keys = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'test-auth-token',
  from: '+14155238886',
};

/**
 * Twilio's API as far as WhatsApp messages by content templates go: it refuses what the published API refuses, and makes the
 * callbacks that it would send. Protocol as published at twilio.com/docs/messaging/api/message-resource.
 */
export async function startTwilioServer() {
  const received: TwilioMessage[] = [];
  const server = await startProviderServer((request) => {
    const { message, problem } = read(request);
    if (problem) return refuse(...problem);
    received.push(message);
    const { sid, to } = message;
    return {
      status: 201,
      body: {
        sid,
        to,
        status: 'queued',
        account_sid: keys.accountSid,
        from: `whatsapp:${keys.from}`,
        direction: 'outbound-api',
        error_code: null,
      },
    };
  });

  return {
    ...server,
    keys,
    received,
    /** Makes it answer with this error of the API. */
    refuseWith: (status: number, code: number) =>
      server.behave({ refusal: refuse(status, code, 'refused') }),
    /** A callback about a message: the address that it goes to, its body and its headers. */
    callback({ sid, to, statusCallback }: TwilioMessage, status: TwilioStatus, code?: number) {
      const form = new URLSearchParams({
        AccountSid: keys.accountSid,
        ApiVersion: '2010-04-01',
        ChannelPrefix: 'whatsapp',
        From: `whatsapp:${keys.from}`,
        MessageSid: sid,
        MessageStatus: status,
        SmsSid: sid,
        SmsStatus: status,
        To: to,
        ...(code !== undefined && { ErrorCode: String(code) }),
      });
      return {
        url: statusCallback,
        body: Buffer.from(form.toString()),
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
          'x-twilio-signature': sign(statusCallback, form),
        },
      };
    },
  };
}

function sign(url: string, form: URLSearchParams): string {
  const names = [...form.keys()].sort();
  const text = names.reduce((so, name) => so + name + (form.get(name) ?? ''), url);
  return createHmac('sha1', keys.authToken).update(text).digest('base64');
}

type Problem = readonly [status: number, code: number, text: string];
type Read =
  | { readonly message: TwilioMessage; readonly problem?: undefined }
  | { readonly message?: undefined; readonly problem: Problem };

function read({ method, url, headers, body }: ProviderRequest): Read {
  const login = Buffer.from(`${keys.accountSid}:${keys.authToken}`).toString('base64');
  if (headers.authorization !== `Basic ${login}`) return { problem: [401, 20003, 'Authenticate'] };
  if (method !== 'POST' || url !== `/2010-04-01/Accounts/${keys.accountSid}/Messages.json`) {
    return { problem: [404, 20404, 'The requested resource was not found'] };
  }
  const form = new URLSearchParams(body.toString());
  const to = form.get('To') ?? '';
  if (!/^whatsapp:\+\d{7,15}$/.test(to)) return { problem: [400, 21211, 'Invalid To number'] };
  if (form.get('From') !== `whatsapp:${keys.from}`) return { problem: [400, 63007, 'No channel'] };
  const contentSid = form.get('ContentSid') ?? '';
  if (!/^HX[0-9a-f]{32}$/i.test(contentSid))
    return { problem: [400, 21654, 'ContentSid required'] };

  const variables = JSON.parse(form.get('ContentVariables') ?? '{}') as Record<string, string>;
  if (Object.values(variables).includes('')) return { problem: [400, 21656, 'Invalid variables'] };
  return {
    message: {
      sid: `SM${randomBytes(16).toString('hex')}`,
      to,
      contentSid,
      variables,
      statusCallback: form.get('StatusCallback') ?? '',
    },
  };
}

const refuse = (status: number, code: number, message: string): ProviderAnswer => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});
