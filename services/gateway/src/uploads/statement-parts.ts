import { PassThrough } from 'node:stream';
import { STATEMENT_BYTES_MAX, STATEMENT_PART_BYTES } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import type { Calls } from '../calls.ts';
import type { Upload } from './proof-files.ts';

/**
 * Hands a statement's file to booking in parts while it comes, one in memory at a time. What is aborted leaves parts that nobody
 * reads, which booking forgets.
 */
export function sendStatement(
  addStatementPart: Calls['addStatementPart'],
  statementId: string,
): Upload {
  const body = new PassThrough();
  body.on('error', () => undefined);
  const verdict = store(body, (part, bytes) =>
    addStatementPart({ statementId, part, base64: bytes.toString('base64') }),
  );
  // Whoever aborts does not wait for it.
  verdict.catch(() => undefined);
  return {
    body,
    verdict,
    finish: () => void body.end(),
    abort: () => void body.destroy(new Error('the form was refused')),
  };
}

async function store(
  body: AsyncIterable<Buffer>,
  keep: (part: number, bytes: Buffer) => Promise<unknown>,
): Promise<void> {
  let waiting: Buffer = Buffer.alloc(0);
  let part = 0;
  let received = 0;
  for await (const chunk of body) {
    received += chunk.length;
    if (received > STATEMENT_BYTES_MAX) throw new ProblemError('statement-too-large');
    waiting = Buffer.concat([waiting, chunk]);
    for (; waiting.length >= STATEMENT_PART_BYTES; part += 1) {
      await keep(part, waiting.subarray(0, STATEMENT_PART_BYTES));
      waiting = waiting.subarray(STATEMENT_PART_BYTES);
    }
  }
  await keep(part, waiting);
}
