import { TicketClaims, type TicketRefusal } from '@karcis/contracts';
import { compactVerify, createLocalJWKSet, errors } from 'jose';

/**
 * What a token says, verified on this device. `cannot-verify` where the browser has no Ed25519, which it has had since Chrome
 * 137, Safari 17 and Firefox 129.
 */
export async function verifyTicket(
  token: string,
  keys: readonly JsonWebKey[],
): Promise<{ claims: TicketClaims } | { refusal: TicketRefusal } | 'cannot-verify'> {
  try {
    const keySet = createLocalJWKSet({ keys: [...keys] as never });
    const { payload } = await compactVerify(token, keySet, { algorithms: ['EdDSA'] });
    return { claims: TicketClaims.parse(JSON.parse(new TextDecoder().decode(payload))) };
  } catch (error) {
    if (error instanceof errors.JOSENotSupported) return 'cannot-verify';
    if (error instanceof DOMException && error.name === 'NotSupportedError') return 'cannot-verify';
    if (error instanceof errors.JWKSNoMatchingKey) return { refusal: 'foreign' };
    if (error instanceof errors.JWSSignatureVerificationFailed) return { refusal: 'forged' };
    if (error instanceof errors.JOSEAlgNotAllowed) return { refusal: 'forged' };
    return { refusal: 'unreadable' };
  }
}
