import { createHash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@karcis/http';
import type { RequestHandler } from 'express';

/** Lets only the gateway in. For everybody else there is nothing here. */
export function internalOnly(secret: string): RequestHandler {
  const expected = digest(secret);
  return (req, _res, next) => {
    // Digests have one length, whatever was sent, and comparing them takes one time.
    if (!timingSafeEqual(digest(req.get('x-internal-secret') ?? ''), expected)) {
      throw new ProblemError('not-found');
    }
    next();
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();
