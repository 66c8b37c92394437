import type { IncomingMessage, ServerResponse } from 'node:http';
import { HoldRequest } from '@karcis/contracts';
import {
  type ErrorAnswerer,
  type Problem,
  ProblemError,
  invalidInput,
  preferredLanguage,
  problem,
  readJson,
  sendProblem,
} from '@karcis/http';
import type { HoldCommand, HoldResult } from '../commands/hold-booking.ts';
import { heldView } from '../domain/booking-views.ts';
import { fingerprintOfJson } from '../domain/fingerprint.ts';
import { ownerCookie } from '../domain/owner-cookie.ts';
import type { Limits, Verdict } from '../limits/limits.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Client } from './clients.ts';
import type { Deadlines } from './deadlines.ts';
import { requestIdOf, setHeaders } from './exchange.ts';
import { idempotencyKeyOf } from './once.ts';
import { holdProblem, refuse } from './refusals.ts';
import { JSON_TYPE } from './send.ts';

export const HOLD_PATH = '/api/bookings/hold';
const METHOD = 'POST';
const BODY_BYTES_MAX = 16_384;
const BODY_MS = 10_000;

export type HoldHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

export type HoldHandlerDeps = {
  readonly hold: (command: HoldCommand) => Promise<HoldResult>;
  readonly clientOf: (req: IncomingMessage) => Client;
  readonly limits: Limits;
  readonly deadlines: Deadlines;
  readonly headers: Readonly<Record<string, string>>;
  readonly secureCookies: boolean;
  readonly answerError: ErrorAnswerer;
  readonly telemetry: Telemetry;
  /** In whose account it is made: see `People`. Undefined, and not a promise of it, where nobody asks for one. */
  readonly accountOf: (req: IncomingMessage) => Promise<string | undefined> | undefined;
};

/**
 * `POST /api/bookings/hold`, the on-sale moment. Stands before Express, whose stack costs more than the whole
 * chain behind it: one body read, one parse, one schema, and an answer in one piece. No log line a hold.
 */
export function createHoldHandler(deps: HoldHandlerDeps): HoldHandler {
  const { clientOf, limits, deadlines, headers, secureCookies, answerError, telemetry } = deps;
  const fixedHeaders = Object.entries(headers).flat();

  return async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const requestId = requestIdOf(req);
    const client = clientOf(req);
    const counted = limits.check(client.subscriber, ['general', 'sensitive']);
    try {
      // The limit is looked up while the body comes in; a request counts whether its body is any good or not.
      const command = await readCommand(req, client).catch((error: unknown) => ({ error }));
      const verdict = await counted;
      if (verdict && !verdict.allowed) throw tooManyRequests(verdict, telemetry);
      if ('error' in command) throw command.error;

      const result = await deps.hold(command);
      if (result.outcome === 'held') sendHeld(res, requestId, verdict, result);
      else sendRefusal(req, res, requestId, verdict, refusalOf(result));
    } catch (error) {
      addHeaders(res, requestId, await counted?.catch(() => undefined));
      answerError(error, req, res);
    }
    telemetry.request(METHOD, HOLD_PATH, res.statusCode)((performance.now() - startedAt) / 1000);
  };

  async function readCommand(req: IncomingMessage, client: Client): Promise<HoldCommand> {
    const key = idempotencyKeyOf(req);
    deadlines.within(req, BODY_MS);
    const body = await readJson(req, { maxBytes: BODY_BYTES_MAX });
    deadlines.met(req);

    const parsed = HoldRequest.safeParse(body);
    if (!parsed.success) throw refuse(invalidInput(parsed.error));
    const account = deps.accountOf(req);
    return {
      key,
      fingerprint: fingerprintOfJson(METHOD, HOLD_PATH, body),
      request: parsed.data,
      ipHash: client.ipHash,
      language: preferredLanguage(req),
      accountId: account && (await account),
    };
  }

  function sendHeld(
    res: ServerResponse,
    requestId: string,
    verdict: Verdict | undefined,
    { booking, ownerToken, repeated }: Extract<HoldResult, { outcome: 'held' }>,
  ): void {
    if (res.destroyed) return;
    const body = JSON.stringify(heldView(booking, ownerToken));
    const { code } = booking;
    if (repeated) telemetry.replayed();

    res.writeHead(201, [
      ...fixedHeaders,
      'X-Request-Id',
      requestId,
      ...(verdict ? ['RateLimit', verdict.rateLimit, 'RateLimit-Policy', verdict.policy] : []),
      'Cache-Control',
      'no-store',
      'Location',
      `/api/bookings/${code}`,
      'Set-Cookie',
      ownerCookie(code, ownerToken, secureCookies),
      ...(repeated ? ['Idempotency-Replayed', 'true'] : []),
      'Content-Type',
      JSON_TYPE,
      'Content-Length',
      String(Buffer.byteLength(body)),
    ]);
    res.end(body);
  }

  function sendRefusal(
    req: IncomingMessage,
    res: ServerResponse,
    requestId: string,
    verdict: Verdict | undefined,
    refusal: Problem,
  ): void {
    addHeaders(res, requestId, verdict);
    sendProblem(req, res, refusal);
  }

  function addHeaders(res: ServerResponse, requestId: string, verdict: Verdict | undefined): void {
    if (res.headersSent) return;
    setHeaders(res, headers, requestId);
    if (!verdict) return;
    res.setHeader('RateLimit', verdict.rateLimit);
    res.setHeader('RateLimit-Policy', verdict.policy);
  }
}

function refusalOf(result: Exclude<HoldResult, { outcome: 'held' }>): Problem {
  switch (result.outcome) {
    case 'in-progress':
      return problem('request-in-progress', { headers: { 'Retry-After': '1' } });
    case 'already-done':
      return problem('already-done', { headers: { Location: `/api/bookings/${result.code}` } });
    default:
      return holdProblem(result);
  }
}

function tooManyRequests({ retryAfterSeconds }: Verdict, telemetry: Telemetry): ProblemError {
  telemetry.rateLimited(HOLD_PATH);
  return new ProblemError('rate-limited', {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}
