import { createPrivateKey, sign as signBytes } from 'node:crypto';
import { type BookingView, TicketClaims, type TicketKeySet } from '@karcis/contracts';
import { compactVerify, createLocalJWKSet, errors } from 'jose';
import type { SigningKey } from './signing-keys.ts';

/** Why a text is no ticket of ours. */
export type TokenRefusal = 'unreadable' | 'foreign' | 'forged';

export type TicketTokens = {
  readonly keySet: TicketKeySet;
  /** A compact JWS (RFC 7515), the same for the same claims and key. */
  sign(claims: TicketClaims): string;
  verify(token: string): Promise<TicketClaims | TokenRefusal>;
  /** The booking with its tickets signed, where it is paid for. */
  withTokens(booking: BookingView): BookingView;
};

/** Signing one takes 40 µs, and pages are read again and again. */
const KEPT_MAX = 10_000;

/** Signs with the first key and verifies with all of them. */
export function createTicketTokens(keys: readonly SigningKey[]): TicketTokens {
  const [signer] = keys;
  if (!signer?.d) throw new Error('the first key cannot sign');
  const { kty, crv, x, d, kid } = signer;
  const privateKey = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  const header = encode({ alg: 'EdDSA', kid });

  const keySet: TicketKeySet = {
    keys: keys.map((key) => ({
      kty: key.kty,
      crv: key.crv,
      x: key.x,
      kid: key.kid,
      alg: 'EdDSA',
      use: 'sig',
    })),
  };
  const findKey = createLocalJWKSet(keySet);
  const kept = new Map<string, string>();

  /** At once, unlike jose's: a page of bookings is read within one turn. */
  function sign(claims: TicketClaims): string {
    const input = `${header}.${encode(claims)}`;
    return `${input}.${signBytes(null, Buffer.from(input), privateKey).toString('base64url')}`;
  }

  function tokenOf(claims: TicketClaims): string {
    const name = `${claims.sub} ${claims.iat}`;
    const known = kept.get(name);
    if (known !== undefined) return known;

    const token = sign(claims);
    kept.set(name, token);
    const oldest = kept.size > KEPT_MAX ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return token;
  }

  return {
    keySet,
    sign,

    async verify(token) {
      try {
        const { payload } = await compactVerify(token, findKey, { algorithms: ['EdDSA'] });
        return TicketClaims.parse(JSON.parse(new TextDecoder().decode(payload)));
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) return 'foreign';
        if (error instanceof errors.JWSSignatureVerificationFailed) return 'forged';
        if (error instanceof errors.JOSEAlgNotAllowed) return 'forged';
        return 'unreadable';
      }
    },

    withTokens(booking) {
      const paidAt = booking.timeline.findLast(({ state }) => state === 'PAID')?.at;
      if (booking.state !== 'PAID' || paidAt === undefined) return booking;
      const iat = Math.floor(Date.parse(paidAt) / 1000);
      const item = booking.item.id;
      const tickets = booking.tickets.map((ticket, index) => ({
        ...ticket,
        token: tokenOf({ sub: ticket.id, item, place: index + 1, iat }),
      }));
      return { ...booking, tickets };
    },
  };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
