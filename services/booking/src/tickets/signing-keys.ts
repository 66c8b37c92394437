import { createHash } from 'node:crypto';
import { z } from 'zod';

/** An Ed25519 key (RFC 8037). Without `d` it only verifies: tickets that it signed stay valid. */
const Jwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().length(43),
  d: z.string().length(43).optional(),
  kid: z.string().min(1).max(64).optional(),
});

export type SigningKey = z.infer<typeof Jwk> & { readonly kid: string };

const KID_CHARACTERS = 8;

/** The first characters of the key's thumbprint (RFC 7638): it stands in every code to scan, so it is short. */
function kidOf({ crv, kty, x }: z.infer<typeof Jwk>): string {
  const canonical = JSON.stringify({ crv, kty, x });
  return createHash('sha256').update(canonical).digest('base64url').slice(0, KID_CHARACTERS);
}

/** `TICKET_SIGNING_KEYS`: a JWK Set as JSON. The first key signs, all of them verify. */
export const signingKeys = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.object({ keys: z.array(Jwk).min(1).max(16) }))
  .transform(({ keys }): readonly SigningKey[] =>
    keys.map((key) => ({ ...key, kid: key.kid ?? kidOf(key) })),
  )
  .refine(([first]) => first?.d !== undefined, { error: 'the first key signs: it needs its d' })
  .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, {
    error: 'each key needs a kid of its own',
  });
