import type { ProblemCode } from '@karcis/contracts';
import { problem, sendProblem } from '@karcis/http';
import { withSpan } from '@karcis/telemetry';
import type { Request, Response } from 'express';
import { Busy, createLimited } from '../checking/limited.ts';
import type { Telemetry } from '../telemetry.ts';

/** Each takes a connection, a file of up to 10 MB, and no memory to speak of. */
const UPLOADS_AT_ONCE = 512;

export type ReceiveUpload = (
  req: Request,
  res: Response,
  handle: () => Promise<void>,
) => Promise<void>;

/** Runs the handler of an upload, unless too many are under way. A client that went away gets no answer and no error. */
export function createReceiver(telemetry: Telemetry): ReceiveUpload {
  const limited = createLimited({ running: UPLOADS_AT_ONCE, waiting: 0 });

  return async (req, res, handle) => {
    try {
      await limited(() => withSpan('receive an upload', { kind: 'server' }, handle));
    } catch (error) {
      if (req.destroyed && !req.complete) return telemetry.aborted();
      if (!(error instanceof Busy)) telemetry.failed(error);
      throw error;
    }
  };
}

/**
 * Answers while the rest may still be coming: it is read to nowhere, because closing a connection with bytes unread can lose
 * the answer that was just sent.
 */
export function refuseUpload(req: Request, res: Response, code: ProblemCode): void {
  req.resume();
  sendProblem(req, res, problem(code, { headers: { Connection: 'keep-alive' } }));
}
