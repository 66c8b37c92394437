/** The payment providers that we speak to. Which of them is there is a matter of settings: no key, no provider. */
export type ProviderName = 'midtrans' | 'xendit' | 'stripe';

/** What a checkout is made of. One booking and epoch have one checkout: asking again gives the same session. */
export type CheckoutRequest = {
  readonly bookingId: string;
  /** The booking's public code, for the provider's receipts. */
  readonly code: string;
  readonly epoch: number;
  /** Integer minor units of `currency`. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly description: string;
  /** The session must not be payable for longer than this. */
  readonly expiresInSeconds: number;
  /** Where the provider sends the browser afterwards: the status page. */
  readonly returnUrl: string;
  readonly language: 'id' | 'en';
  readonly customer: {
    readonly name: string;
    readonly email: string | null;
    readonly whatsapp: string | null;
  };
};

export type CheckoutSession = {
  /** The provider's own id of the session. */
  readonly reference: string;
  readonly redirectUrl: string;
};

/** What a provider says about the money of one booking, in our words. */
export type ProviderReport = {
  /** Unique within the provider for ever: the key by which a repeat is known. */
  readonly eventId: string;
  readonly status: 'open' | 'paid' | 'failed' | 'expired' | 'refunded';
  /** The booking and epoch that the session was made for; null when the provider speaks of something that is not ours. */
  readonly booking: { readonly id: string; readonly epoch: number } | null;
  readonly reference: string;
  /** Of the payment itself, which a refund names. */
  readonly paymentReference: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
};

/** A webhook as it came. The signature is over these very bytes. */
export type IncomingWebhook = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/**
 * One payment provider. Every method that asks the provider throws `ProviderUnavailable` when it does not answer, and
 * `ProviderRefused` when it says no for good.
 */
export type PaymentProvider = {
  readonly name: ProviderName;
  /** Whether a webhook's signature covers all that it says: only then is its word enough for what the API does not tell. */
  readonly signsAll: boolean;
  /** The shortest and longest life of a session that the provider can be asked for, in seconds. */
  readonly sessionSeconds: { readonly min: number; readonly max: number };
  readonly createCheckout: (request: CheckoutRequest) => Promise<CheckoutSession>;
  /** Judges the signature. `null`: forged, altered or too old. What is verified may still be about nothing of ours (`[]`). */
  readonly readWebhook: (webhook: IncomingWebhook) => Promise<readonly ProviderReport[] | null>;
  /** What the provider itself says now: closes what a lost webhook left open, and confirms what a webhook claims. */
  readonly findReport: (checkout: {
    readonly bookingId: string;
    readonly epoch: number;
    readonly reference: string;
  }) => Promise<ProviderReport | null>;
  /** Ends a session early. Ending what has ended is no error. */
  readonly expireCheckout: (checkout: {
    readonly bookingId: string;
    readonly epoch: number;
    readonly reference: string;
  }) => Promise<void>;
  /** Gives the money back; the key makes a repeat harmless. */
  readonly refund: (refund: {
    readonly bookingId: string;
    readonly epoch: number;
    readonly reference: string;
    readonly paymentReference: string | null;
    readonly amount: number;
    readonly currency: string;
    readonly idempotencyKey: string;
  }) => Promise<ProviderRefund>;
  /** How a refund stands that was on its way. `ProviderRefused`: it failed for good. Left out where refunds are done at once. */
  readonly findRefund?: (reference: string) => Promise<ProviderRefund>;
};

export type ProviderRefund = {
  readonly reference: string;
  /** False while it is on its way, and may still fail. */
  readonly isDone: boolean;
};

/** The provider did not answer, or answered that it cannot now: ask again later. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The provider said no, and will say so again. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused';
}
