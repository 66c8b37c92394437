import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccountMe, NoFields, uuid } from '@karcis/contracts';
import {
  ProblemError,
  invalidInput,
  preferredLanguage,
  problem,
  readBody,
  readJson,
} from '@karcis/http';
import { isOutage } from '@karcis/messaging';
import type { z } from 'zod';
import type { Organiser, Organisers } from '../accounts/organisers.ts';
import type { People } from '../accounts/people.ts';
import type { Csrf } from '../accounts/csrf.ts';
import type { InFlightLimit } from '../limits/in-flight-limit.ts';
import type { LimitName, Limits } from '../limits/limits.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Deadlines } from './deadlines.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { idempotencyKeyOf } from './once.ts';
import { refuse } from './refusals.ts';
import type { Ask, RawHandler, Reply, Route } from './route.ts';
import { send } from './send.ts';

export type RouteDeps = {
  readonly limits: Limits;
  readonly answersInFlight: InFlightLimit;
  readonly organisers: Organisers;
  readonly people: Pick<People, 'find'>;
  readonly csrf: Csrf;
  readonly deadlines: Deadlines;
  readonly telemetry: Pick<Telemetry, 'rateLimited'>;
};

/** What Express knows of a matched request. */
export type Matched = IncomingMessage & {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: unknown;
};

const BODY_BYTES_MAX = 16_384;

/** Limits, then rights, then form, then the handler. */
export function runRoute(route: Route, deps: RouteDeps): RawHandler {
  const { handle, raw } = route;
  const takesItsTime = route.form !== undefined || route.streams === true;
  if (raw) return raw;

  return async (request, res) => {
    const req = request as Matched;
    const exchange = exchangeOf(req);
    exchange.route = route.path;
    const answer = async () => {
      await countRequest(deps, res, exchange, limitsOf(route));
      const ask = await toAsk(route, deps, req, res, exchange);
      noteId(exchange, req.params);
      return handle(ask);
    };
    try {
      // How long an upload or a table takes is up to its client.
      const reply = await (takesItsTime ? answer() : deps.answersInFlight.run(answer));
      send(req, res, keepOpen(deps, route, req, reply));
    } catch (error) {
      const known = error instanceof ProblemError ? error.problem : outageOf(error);
      if (!known) throw error;
      send(req, res, keepOpen(deps, route, req, { problem: known }));
    }
  };
}

const limitsOf = ({ limits = [] }: Route): readonly LimitName[] =>
  'only' in limits ? limits.only : ['general', ...limits];

async function toAsk(
  route: Route,
  deps: RouteDeps,
  req: Matched,
  res: ServerResponse,
  exchange: Exchange,
): Promise<Ask> {
  const organiser = route.access === 'organiser' ? await authorise(route, deps, req) : undefined;
  const person = route.access === 'account' ? await identify(deps, req) : undefined;
  if (route.idempotent) idempotencyKeyOf(req);

  const { bodyBytesMax: maxBytes = BODY_BYTES_MAX } = route;
  return {
    req,
    res,
    exchange,
    organiser,
    person,
    language: preferredLanguage(req),
    params: parseParams(route, req.params),
    query: parse(route.query ?? NoFields, req.query),
    body: route.bytesMax
      ? await readBody(req, route.bytesMax)
      : route.body && parse(route.body, await readJson(req, { maxBytes })),
  };
}

/** How long what is not wanted any more may keep coming. */
const LEFTOVERS_MS = 5_000;

/**
 * A file that is refused while it still comes: the rest is read to nowhere for a while, because closing a connection
 * with bytes unread can lose the answer on its way.
 */
function keepOpen({ deadlines }: RouteDeps, { form }: Route, req: Matched, reply: Reply): Reply {
  if (!form || req.complete || reply === 'streamed' || !('problem' in reply)) return reply;

  req.resume();
  deadlines.within(req, LEFTOVERS_MS);
  const headers = { ...reply.problem.headers, Connection: 'keep-alive' };
  return { problem: { ...reply.problem, headers } };
}

const outageOf = (error: unknown) => (isOutage(error) ? problem('service-unavailable') : undefined);

/** Counts the request and says in its headers how many are left. Throws `rate-limited`. */
export async function countRequest(
  { limits, telemetry }: Pick<RouteDeps, 'limits' | 'telemetry'>,
  res: ServerResponse,
  { client, route }: Exchange,
  names: readonly LimitName[],
): Promise<void> {
  const verdict = await limits.check(client.subscriber, names);
  if (!verdict) return;

  res.setHeader('RateLimit', verdict.rateLimit);
  res.setHeader('RateLimit-Policy', verdict.policy);
  if (verdict.allowed) return;

  telemetry.rateLimited(route);
  throw new ProblemError('rate-limited', {
    headers: { 'Retry-After': String(verdict.retryAfterSeconds) },
  });
}

async function authorise(
  { alsoFor = [], beforeSecondFactor = false }: Route,
  { organisers, csrf }: RouteDeps,
  req: Matched,
): Promise<Organiser> {
  const organiser = await organisers.find(req);
  if (!organiser) throw new ProblemError('unauthorized');
  if (organiser.kind === 'session') csrf.require(req);
  const { role } = organiser;
  if (role !== 'owner' && !alsoFor.includes(role)) throw new ProblemError('forbidden');
  if (!beforeSecondFactor && organisers.lacksSecondFactor(organiser)) {
    throw new ProblemError('second-factor-missing');
  }
  return organiser;
}

async function identify({ people, csrf }: RouteDeps, req: Matched): Promise<AccountMe> {
  const person = await people.find(req);
  if (!person) throw new ProblemError('unauthorized');
  csrf.require(req);
  return person;
}

function parseParams(route: Route, params: unknown): unknown {
  if (!route.params) return {};
  const parsed = route.params.schema.safeParse(params);
  if (!parsed.success) throw new ProblemError(route.params.otherwise);
  return parsed.data;
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw refuse(invalidInput(parsed.error));
  return parsed.data;
}

/** A path may hold a booking's code too, and that is for its people only. */
function noteId(exchange: Exchange, { id }: Matched['params']): void {
  if (uuid.safeParse(id).success) exchange.ids['id'] = String(id);
}
