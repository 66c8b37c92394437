import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** What an id or a token is made for, so that two uses of one key never meet. */
export type IdentityKind =
  | 'hold'
  | 'key'
  | 'proof'
  | 'item'
  | 'payment-method'
  | 'image'
  | 'webhook-endpoint'
  | 'organiser'
  | 'statement';

export type Identity = {
  /**
   * The id of an effect, made of what asks for it: the same request under the same key always means the
   * same id, so that a repeat finds what the first one did.
   */
  idOf(kind: IdentityKind, ...parts: readonly string[]): string;
  /** Proves ownership of a booking. Nobody stores it: it can always be made again. */
  ownerTokenOf(bookingId: string): string;
  isOwnerToken(bookingId: string, token: string): boolean;
};

export function createIdentity(secret: string): Identity {
  const key = createSecretKey(Buffer.from(secret));
  const mac = (text: string) => createHmac('sha256', key).update(text);
  const ownerTokenOf = (bookingId: string) => mac(`owner|${bookingId}`).digest('base64url');

  return {
    idOf: (kind, ...parts) => toUuid(mac([kind, ...parts].join('|')).digest('hex')),
    ownerTokenOf,
    isOwnerToken: (bookingId, token) => isEqual(ownerTokenOf(bookingId), token),
  };
}

/** Compares in a time that tells nothing about where two texts differ. */
export function isEqual(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const VARIANTS = '89ab';

/** 122 bits of the hash with the version (8: made by us) and variant bits of RFC 9562. */
function toUuid(hex: string): string {
  const variant = VARIANTS[Number.parseInt(hex.charAt(16), 16) & 3] as string;
  return (
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-` +
    `${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  );
}
