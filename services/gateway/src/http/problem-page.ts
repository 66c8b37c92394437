import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { problems } from '@karcis/contracts';
import {
  type Language,
  type Problem,
  ProblemError,
  preferredLanguage,
  problem,
} from '@karcis/http';
import { isOutage } from '@karcis/messaging';
import { cookiesOf } from '../accounts/cookies.ts';

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0;min-height:100vh;display:grid;place-content:center;padding:1.5rem;' +
  'font:1.0625rem/1.6 system-ui,sans-serif;background:light-dark(#fbf8f3,#15120f);color:light-dark(#221c16,#f4eee6)}' +
  'main{max-width:32rem}h1{font-size:1.9rem;line-height:1.2;margin:0 0 .75rem}' +
  'a{display:inline-block;margin-top:1rem;padding:.75rem 1.25rem;border-radius:.75rem;font-weight:600;' +
  'text-decoration:none;background:light-dark(#ad411d,#f39a72);color:light-dark(#fff,#2c1208)}' +
  'a:focus-visible{outline:3px solid;outline-offset:3px}';

const POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const WORDS: Readonly<Record<Language, { again: string; busy: string; wait: string }>> = {
  id: {
    again: 'Coba lagi',
    busy: 'Tidak ada yang berubah atau hilang. Coba lagi sebentar lagi.',
    wait: 'Tunggu {} detik, lalu coba lagi. Tidak ada yang hilang.',
  },
  en: {
    again: 'Try again',
    busy: 'Nothing has changed and nothing is lost. Try again in a moment.',
    wait: 'Wait {} seconds, then try again. Nothing is lost.',
  },
};

/**
 * Tells a person, and not a program, why no page came: web does not answer, or too much was asked for. False where
 * another answer is due.
 */
export function sendProblemPage(
  req: IncomingMessage,
  res: ServerResponse,
  error: unknown,
): boolean {
  const sent = problemOf(error);
  if (!sent || res.headersSent || !wantsPage(req)) return false;

  const language = languageOf(req);
  const { status, title } = problems[sent.code];
  const retryAfter = sent.headers?.['Retry-After'] ?? '5';
  const { again, busy, wait } = WORDS[language];
  const text = status === 429 ? wait.replace('{}', retryAfter) : busy;
  const html =
    `<!doctype html><html lang="${language}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${title[language]}</title><style>${STYLE}</style>` +
    // The address stays as it is: an empty link asks for it again.
    `<main><h1>${title[language]}</h1><p>${text}</p><a href="">${again}</a></main></html>`;

  res.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(html),
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
    'Retry-After': retryAfter,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  res.end(html);
  return true;
}

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  return isOutage(error) ? problem('service-unavailable') : undefined;
}

const wantsPage = ({ headers }: IncomingMessage) =>
  String(headers.accept ?? '').includes('text/html');

function languageOf(req: IncomingMessage): Language {
  const { karcis_lang: chosen } = cookiesOf(req);
  return chosen === 'id' || chosen === 'en' ? chosen : preferredLanguage(req);
}
