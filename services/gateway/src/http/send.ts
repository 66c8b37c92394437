import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendProblem } from '@karcis/http';
import type { Answer, Reply } from './route.ts';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends an answer, unless its handler did. No ETag: what is shown here changes all the time. */
export function send(req: IncomingMessage, res: ServerResponse, reply: Reply): void {
  if (reply === 'streamed') return;
  if ('problem' in reply) return sendProblem(req, res, reply.problem);

  sendBytes(
    res,
    reply,
    reply.text ?? (reply.body === undefined ? undefined : JSON.stringify(reply.body)),
  );
}

export function sendBytes(
  res: ServerResponse,
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  body: string | Buffer | undefined,
): void {
  if (res.headersSent || res.destroyed) return;

  for (const [name, value] of Object.entries(headers ?? {})) {
    res.setHeader(name, value as string | string[]);
  }
  if (!res.hasHeader('Cache-Control')) res.setHeader('Cache-Control', 'no-store');
  if (body === undefined) return void res.writeHead(status).end();

  res.setHeader('Content-Type', JSON_TYPE);
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.writeHead(status).end(body);
}
