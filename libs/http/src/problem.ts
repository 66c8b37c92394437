import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Bilingual, type ProblemCode, type ProblemText, problems } from '@karcis/contracts';
import { preferredLanguage } from './language.ts';

/** One thing wrong with one place of the input. */
export type InputProblem = {
  /** RFC 6901; empty for the whole body. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: Bilingual;
};

/** What makes this occurrence of a problem different from the next. */
export type ProblemExtra = {
  /** Replaces the catalogue's own. */
  readonly detail?: Bilingual;
  readonly errors?: readonly InputProblem[];
  readonly headers?: Readonly<Record<string, string>>;
  /** More members of the body, such as the booking's `state`. */
  readonly members?: Readonly<Record<string, unknown>>;
};

export type Problem = ProblemExtra & { readonly code: ProblemCode };

export const problem = (code: ProblemCode, extra: ProblemExtra = {}): Problem => ({
  code,
  ...extra,
});

/** A problem on its way up to the edge, for places that cannot return one. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(code: ProblemCode, extra?: ProblemExtra) {
    super(code);
    this.problem = problem(code, extra);
  }
}

/** When nothing better is known: the client tries again after a second. */
const RETRY_AFTER: Partial<Record<ProblemCode, string>> = {
  'service-unavailable': '1',
  'payment-provider-unavailable': '5',
};

/** Answers with RFC 9457 problem details in the client's language. Works on Express's `req` and `res` and on Node's own. */
export function sendProblem(req: IncomingMessage, res: ServerResponse, sent: Problem): void {
  if (res.headersSent || res.destroyed) {
    // Half an answer cannot become another one: the client must see that it was cut.
    res.destroy();
    return;
  }
  const { code, errors, headers, members } = sent;
  const { status, title, detail: usualDetail }: ProblemText = problems[code];
  const language = preferredLanguage(req);
  const detail = sent.detail ?? waitOf(sent) ?? usualDetail;
  const retryAfter = RETRY_AFTER[code];

  const body = JSON.stringify({
    type: `/problems/${code}`,
    title: title[language],
    status,
    code,
    detail: detail?.[language],
    instance: pathOf(req),
    errors: errors?.map((error) => ({ ...error, detail: error.detail[language] })),
    ...members,
  });
  res.writeHead(status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Content-Language': language,
    'Cache-Control': 'no-store',
    Vary: 'Accept-Language',
    ...(retryAfter && { 'Retry-After': retryAfter }),
    ...(isWorthCutting(req) && { Connection: 'close' }),
    ...headers,
  });
  res.end(body);
}

/** For clients that show an answer's body and never see its headers. */
function waitOf({ code, headers }: Problem): Bilingual | undefined {
  const seconds = headers?.['Retry-After'];
  if (code !== 'rate-limited' || !seconds) return undefined;
  return {
    id: `Tunggu ${seconds} detik, lalu coba lagi.`,
    en: `Wait ${seconds} seconds, then try again.`,
  };
}

const DRAINED_BYTES_MAX = 65_536;

/** A refused body that is still coming: Node reads a short one to its end and keeps the connection. */
function isWorthCutting(req: IncomingMessage): boolean {
  if (req.complete) return false;
  const { 'transfer-encoding': encoding, 'content-length': length } = req.headers;
  return encoding !== undefined || Number(length ?? 0) > DRAINED_BYTES_MAX;
}

/** Express rewrites `url` in mounted routers. The query stays out: it may hold what a person typed. */
function pathOf(req: IncomingMessage): string | undefined {
  const { originalUrl } = req as { originalUrl?: string };
  return (originalUrl ?? req.url)?.split('?', 1)[0];
}
