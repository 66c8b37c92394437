import type { Receipt } from '../../db/record-receipts.ts';

/** One message by a text that the provider has approved: outside of 24 hours after a person wrote, nothing else may be sent. */
export type WhatsAppMessage = {
  /** Ours, and the same at each attempt: it comes back with what the provider says of the message later. */
  readonly reference: string;
  /** E.164. */
  readonly to: string;
  readonly template: string;
  readonly language: 'id' | 'en';
  /** In the order of the template's places; each a single line. */
  readonly parameters: readonly string[];
};

/** A provider's request to our webhook. */
export type Callback = {
  /** As it was asked, with scheme and host as the public sees them. */
  readonly url: string;
  readonly signature: string;
  readonly body: Buffer;
};

/** Who brings WhatsApp messages to people. */
export type WhatsAppProvider = {
  readonly name: 'meta' | 'twilio';
  /** Templates have names that we chose; otherwise ids that the provider made. */
  readonly hasTemplateNames: boolean;
  /** What is wrong with a template's name or id; undefined where nothing is. */
  isTemplate(template: string): boolean;
  /** The provider's id of the message. Rejects with SendFailure. */
  send(message: WhatsAppMessage): Promise<string>;
  /** What a callback says of our messages; undefined if it is not the provider's. */
  readCallback(callback: Callback, now: Date): readonly Receipt[] | undefined;
  /** Answers a provider that asks whether callbacks are wanted; null is no. */
  confirm(question: {
    readonly mode: string;
    readonly token: string;
    readonly challenge: string;
  }): string | null;
  close(): Promise<void>;
};
