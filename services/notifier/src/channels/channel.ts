import type { Kind } from '../domain/kind.ts';
import type { Recipient } from '../templates/facts.ts';

/** One message to one person or endpoint, as its worker holds it while sending. */
export type DueDelivery = {
  readonly id: string;
  readonly bookingId: string;
  readonly kind: Kind;
  readonly channel: string;
  /** Where a webhook goes; null on every other channel. */
  readonly endpoint: Endpoint | null;
  /** The booking's version when it happened. */
  readonly bookingVersion: number;
  readonly occurredAt: Date;
  /** How often it was asked for again. */
  readonly round: number;
};

export type Endpoint = {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly disabled: boolean;
};

/**
 * A way to reach somebody. A new channel implements this and is listed in service.ts; the event handlers, the worker and the
 * lists need no change.
 */
export type Channel = {
  readonly name: string;
  /** Sends in flight at once: to one endpoint, or over the whole channel. */
  readonly maxInFlight: number;
  /** Sends begun within a second at most, over the whole channel. Without it there is no limit. */
  readonly maxPerSecond?: number;
  /** What sends this delivery, or undefined where its recipient cannot be reached this way. Sends nothing yet. */
  prepare(delivery: DueDelivery, recipient: Recipient): Promise<Send | undefined>;
  /** After the last send. */
  close(): Promise<void>;
};

/**
 * Resolves when the other side took the message, with what it calls it if it says; rejects with SendFailure when it did not.
 * Either within 30 s.
 */
export type Send = () => Promise<string | undefined>;

/** A message's name at a provider: another one each time that somebody asks for the message again. */
export const referenceOf = ({ id, round }: Pick<DueDelivery, 'id' | 'round'>): string =>
  round === 0 ? id : `${id}.${round}`;

const REFERENCE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.(\d{1,4}))?$/;

/** The other way round; undefined for what is none of ours. */
export function readReference(
  reference: string,
): { readonly deliveryId: string; readonly round: number } | undefined {
  const [, deliveryId, round = '0'] = REFERENCE.exec(reference) ?? [];
  return deliveryId === undefined ? undefined : { deliveryId, round: Number(round) };
}

type FailureFacts = {
  /** Another attempt would end the same way. */
  readonly isFinal?: boolean;
  /** The provider itself is in trouble, whatever the message: its circuit breaker counts this. */
  readonly isOutage?: boolean;
};

/** Why a message was not taken. The text is stored and shown, so it names no address and quotes nobody. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  readonly isFinal: boolean;
  readonly isOutage: boolean;

  constructor(reason: string, { isFinal = false, isOutage = false }: FailureFacts = {}) {
    super(reason);
    this.isFinal = isFinal;
    this.isOutage = isOutage;
  }
}
