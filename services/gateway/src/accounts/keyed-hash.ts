import { createHmac } from 'node:crypto';

/**
 * What stands in a table for a code or token: without the secret nobody can look for the six digits that make it. `kind` keeps
 * two uses apart.
 */
export const keyedHash = (secret: string, kind: string, ...parts: readonly string[]) =>
  createHmac('sha256', secret)
    .update([kind, ...parts].join('|'))
    .digest('base64url');
