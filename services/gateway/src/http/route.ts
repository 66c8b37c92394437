import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccountMe, OrganiserRole, ProblemCode } from '@karcis/contracts';
import type { Language, Problem } from '@karcis/http';
import type { z } from 'zod';
import type { Organiser } from '../accounts/organisers.ts';
import type { LimitName } from '../limits/limits.ts';
import type { Exchange } from './exchange.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One answer in JSON, not sent yet. */
export type Answer = {
  readonly status: number;
  /** Left out where there is nothing to say. */
  readonly body?: unknown;
  /** The body as JSON already, where many get the same. */
  readonly text?: string | Buffer;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
};

/** A refusal is an answer too. `streamed`: the handler has written, or will write, the answer itself. */
export type Reply = Answer | { readonly problem: Problem } | 'streamed';

/** A request whose parts have been checked. */
export type Ask<P = unknown, Q = unknown, B = unknown> = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly exchange: Exchange;
  readonly language: Language;
  /** Set where the route's access is `organiser`. */
  readonly organiser: Organiser | undefined;
  /** Set where the route's access is `account`. */
  readonly person: AccountMe | undefined;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
};

/** What an answer looks like, for the API's document. */
export type Documented =
  z.ZodType | { readonly contentType: string; readonly description: string } | null;

/** What there is to know of a route besides what it does. */
type Description<P, Q, B> = {
  readonly method: Method;
  /** `/api/items/:id`. Also the label of its metrics. */
  readonly path: string;
  readonly summary: string;
  /** `owner` routes check the owner token themselves, once they know the booking. */
  readonly access: 'public' | 'owner' | 'account' | 'organiser';
  /** Which organisers may besides owners, where the access is `organiser`. The one table of who may do what. */
  readonly alsoFor?: readonly Exclude<OrganiserRole, 'owner'>[];
  /** Open to organisers who still lack the authenticator app that they must have. */
  readonly beforeSecondFactor?: boolean;
  /** Counted against these limits besides the general one; `only` them where a crowd speaks from one address. */
  readonly limits?: readonly LimitName[] | { readonly only: readonly LimitName[] };
  /** A path that cannot exist is answered with `otherwise`. */
  readonly params?: { readonly schema: z.ZodType<P>; readonly otherwise: ProblemCode };
  readonly query?: z.ZodType<Q>;
  /** A JSON body. Routes without one do not read any. */
  readonly body?: z.ZodType<B>;
  readonly bodyBytesMax?: number;
  /** The body as it came, as bytes, at most so many. */
  readonly bytesMax?: number;
  /** A multipart form, which the handler reads by itself. */
  readonly form?: z.ZodType;
  /** Needs an Idempotency-Key. */
  readonly idempotent?: boolean;
  /** The answer lasts as long as its reader likes. */
  readonly streams?: boolean;
  /** A GET that comes by the thousand: answered before Express, without a line in the log. */
  readonly hot?: boolean;
  readonly answers: Readonly<Record<number, Documented>>;
  readonly problems?: readonly ProblemCode[];
};

export type RawHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

export type Route<P = unknown, Q = unknown, B = unknown> = Description<P, Q, B> &
  (
    | { handle(ask: Ask<P, Q, B>): Promise<Reply>; readonly raw?: never }
    /** Takes the request as it comes, and limits, checks and answers it by itself. */
    | { readonly raw: RawHandler; readonly handle?: never }
  );

/** Infers what `handle` gets from the schemas beside it. */
export const defineRoute = <P, Q, B>(route: Route<P, Q, B>): Route => route as Route;

export const answer = (status: number, body?: unknown, headers?: Answer['headers']): Answer => ({
  status,
  ...(body !== undefined && { body }),
  ...(headers && { headers }),
});

export const ok = (body: unknown, headers?: Answer['headers']): Answer =>
  answer(200, body, headers);
