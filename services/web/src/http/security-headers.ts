import { randomBytes } from 'node:crypto';

/** Fresh for each page: only scripts that carry it run. */
export const createNonce = () => randomBytes(16).toString('base64url');

/**
 * What a page may do. Nothing inline runs or styles without the nonce; pictures may come from the web, because an
 * organiser may name one there.
 */
export function securityHeaders(nonce: string, https: boolean): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob: https:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    // The way to a payment provider is a form that is redirected there; on a machine of one's own it may be any port.
    `form-action 'self' https:${https ? '' : ' http:'}`,
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), payment=()',
    // A booking's address is for its people: other sites need not learn it.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(https && { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }),
  };
}
