import { createHmac, randomBytes } from 'node:crypto';
import {
  type ProviderAnswer,
  type ProviderRequest,
  startProviderServer,
} from './provider-server.ts';

export type MetaKeys = {
  readonly apiVersion: string;
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
};

/** A message as Meta took it. */
export type MetaMessage = {
  readonly id: string;
  /** Digits alone. */
  readonly to: string;
  readonly template: string;
  readonly language: string;
  readonly parameters: readonly string[];
  readonly reference: string;
};

export type MetaStatus = 'sent' | 'delivered' | 'read' | 'failed';

const keys: MetaKeys = {
  apiVersion: 'v24.0',
  phoneNumberId: '106540352242922',
  accessToken: 'test-access-token',
  appSecret: 'test-app-secret',
  verifyToken: 'test-verify-token',
};

/**
 * WhatsApp's Cloud API as far as template messages go: it refuses what the published API refuses, and makes the callbacks that
 * it would send. Protocol as published at developers.facebook.com/documentation/business-messaging/whatsapp.
 */
export async function startMetaServer() {
  const received: MetaMessage[] = [];
  const server = await startProviderServer((request) => {
    const { message, problem } = read(request);
    if (problem) return refuse(...problem);
    received.push(message);
    return {
      status: 200,
      body: {
        messaging_product: 'whatsapp',
        contacts: [{ input: message.to, wa_id: message.to }],
        messages: [{ id: message.id, message_status: 'accepted' }],
      },
    };
  });

  return {
    ...server,
    keys,
    received,
    /** What makes the notifier use it. */
    settings: {
      WHATSAPP_PROVIDER: 'meta',
      WHATSAPP_API_URL: server.url,
      WHATSAPP_API_VERSION: keys.apiVersion,
      WHATSAPP_PHONE_NUMBER_ID: keys.phoneNumberId,
      WHATSAPP_ACCESS_TOKEN: keys.accessToken,
      WHATSAPP_APP_SECRET: keys.appSecret,
      WHATSAPP_VERIFY_TOKEN: keys.verifyToken,
    },
    /** Makes it answer with this error of the API. */
    refuseWith: (status: number, code: number) =>
      server.behave({ refusal: refuse(status, code, 'refused') }),
    /** A callback about a message: its body and its headers. */
    callback: (
      { id, to, reference }: Pick<MetaMessage, 'id' | 'to' | 'reference'>,
      status: MetaStatus,
      { at = new Date(), code = 131026 } = {},
    ) =>
      signed({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: '102290129340398',
            changes: [
              {
                field: 'messages',
                value: {
                  messaging_product: 'whatsapp',
                  metadata: {
                    display_phone_number: '15550783881',
                    phone_number_id: keys.phoneNumberId,
                  },
                  statuses: [
                    {
                      id,
                      status,
                      timestamp: String(Math.floor(at.getTime() / 1000)),
                      recipient_id: to,
                      biz_opaque_callback_data: reference,
                      ...(status === 'failed' && {
                        errors: [{ code, title: 'Message undeliverable', message: `to ${to}` }],
                      }),
                    },
                  ],
                },
              },
            ],
          },
        ],
      }),
  };
}

function signed(payload: object) {
  const body = Buffer.from(JSON.stringify(payload));
  const mac = createHmac('sha256', keys.appSecret).update(body).digest('hex');
  return {
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${mac}` },
  };
}

type Problem = readonly [status: number, code: number, text: string];
type Read =
  | { readonly message: MetaMessage; readonly problem?: undefined }
  | { readonly message?: undefined; readonly problem: Problem };

function read({ method, url, headers, body }: ProviderRequest): Read {
  if (headers.authorization !== `Bearer ${keys.accessToken}`) {
    return { problem: [401, 190, 'Invalid OAuth access token.'] };
  }
  if (method !== 'POST' || url !== `/${keys.apiVersion}/${keys.phoneNumberId}/messages`) {
    return { problem: [400, 100, 'Unsupported post request.'] };
  }
  const json = JSON.parse(body.toString()) as Request;
  const { template, to, type, biz_opaque_callback_data: reference = '' } = json;
  if (json.messaging_product !== 'whatsapp' || type !== 'template' || !template) {
    return { problem: [400, 100, 'Invalid parameter'] };
  }
  if (!/^\+?\d{7,15}$/.test(to)) return { problem: [400, 131009, 'Parameter value is not valid'] };

  const parameters = (template.components ?? [])
    .filter((component) => component.type === 'body')
    .flatMap((component) => component.parameters.map(({ text }) => text));
  if (parameters.some((text) => text === '' || /[\n\t]| {5}/.test(text))) {
    return { problem: [400, 131008, 'Required parameter is missing'] };
  }
  return {
    message: {
      id: `wamid.${randomBytes(24).toString('base64')}`,
      to: to.replace('+', ''),
      template: template.name,
      language: template.language.code,
      parameters,
      reference,
    },
  };
}

type Request = {
  readonly messaging_product?: string;
  readonly to: string;
  readonly type?: string;
  readonly template?: {
    readonly name: string;
    readonly language: { readonly code: string };
    readonly components?: readonly {
      readonly type: string;
      readonly parameters: readonly { readonly type: string; readonly text: string }[];
    }[];
  };
  readonly biz_opaque_callback_data?: string;
};

const refuse = (status: number, code: number, message: string): ProviderAnswer => ({
  status,
  body: {
    error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: 'test' },
  },
});
