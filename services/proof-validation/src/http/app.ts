import { ProblemError, problemHandler } from '@karcis/http';
import { isOutage } from '@karcis/messaging';
import { type Logger, withTraceparent } from '@karcis/telemetry';
import express, { type Express } from 'express';
import { Busy } from '../checking/limited.ts';
import type { JudgeDeps } from '../commands/judge-proof.ts';
import { imageRoutes } from './images.ts';
import { internalOnly } from './internal-only.ts';
import { proofRoutes } from './proofs.ts';
import { createReceiver } from './uploads.ts';

export type AppDeps = JudgeDeps & { readonly log: Logger; readonly internalSecret: string };

/** The gateway's way in. Bodies are streams: nothing reads them before their route does. */
export function createApp({ log, internalSecret, ...deps }: AppDeps): Express {
  const receive = createReceiver(deps.telemetry);
  const app = express();
  app.disable('x-powered-by');

  app.use(internalOnly(internalSecret));
  app.use((req, _res, next) => withTraceparent(req.get('traceparent'), next));
  app.use(proofRoutes(deps, receive));
  app.use(imageRoutes(deps, receive));
  app.use(() => {
    throw new ProblemError('not-found');
  });
  app.use(problemHandler({ log, isUnavailable }));
  return app;
}

/** No space, no more of the user's share, or a disk that fails: another try may meet a better moment or replica. */
const DISK_TROUBLES = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE']);

/** libvips tells of a full disk only in words. */
const NO_SPACE = /no space left on device/i;

function isUnavailable(error: unknown): boolean {
  if (!Error.isError(error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    error instanceof Busy ||
    isOutage(error) ||
    DISK_TROUBLES.has(code) ||
    NO_SPACE.test(error.message)
  );
}
