import { type Socket, connect } from 'node:net';
import { type Request, answerEnd, encode } from './generate.ts';
import { quantilesOf } from './quantiles.ts';

export type PacedLoad = {
  readonly port: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Opened at the start and kept; a request waits for a free one, and its time is counted from when it was due. */
  readonly connections: number;
  readonly next: () => Request;
  /** Hears of each answer: when its request was due (of `performance.now`), and how long after that it came. */
  readonly heard?: (dueAt: number, ms: number) => void;
};

export type PacedResult = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  readonly answers: Readonly<Record<string, number>>;
};

const TICK_MS = 2;
/** What is not answered by then counts as `none`. */
const PATIENCE_MS = 10_000;

type Line = { readonly socket: Socket; buffered: string; dueAt: number | undefined };

/**
 * Sends requests at a fixed rate whatever the answers do, as people come to a sale. A server that stalls is seen in full:
 * requests that had to wait for their turn count that time too.
 */
export async function runPaced(load: PacedLoad): Promise<PacedResult> {
  const latencies: number[] = [];
  const answers: Record<string, number> = {};
  const waiting: number[] = [];
  const free: Line[] = [];
  const count = (what: string) => (answers[what] = (answers[what] ?? 0) + 1);
  let open = 0;

  const send = () => {
    for (let line = free.pop(); line; line = free.pop()) {
      const dueAt = waiting.shift();
      if (dueAt === undefined) return void free.push(line);
      line.dueAt = dueAt;
      line.socket.write(encode(load.next()), 'latin1');
    }
  };
  const over = Promise.withResolvers<void>();

  const lines = Array.from({ length: load.connections }, () => addLine());
  function addLine(): Line {
    const socket = connect(load.port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    const line: Line = { socket, buffered: '', dueAt: undefined };
    socket.on('data', (chunk: unknown) => {
      line.buffered += String(chunk);
      const end = answerEnd(line.buffered);
      if (end === undefined || line.dueAt === undefined) return;
      count(line.buffered.slice(9, 12));
      const tookMs = performance.now() - line.dueAt;
      latencies.push(tookMs);
      load.heard?.(line.dueAt, tookMs);
      const isLast = /\r\nconnection: close\r\n/i.test(line.buffered.slice(0, end));
      line.buffered = line.buffered.slice(end);
      finish(line);
      if (!isLast) free.push(line);
      send();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (line.dueAt !== undefined) {
        // An answer without a length ends with its connection.
        count(/^HTTP\/1\.1 (\d+)/.exec(line.buffered)?.[1] ?? 'broken');
        finish(line);
      }
      if (!stopped) lines.push(addLine());
    });
    socket.once('connect', () => {
      free.push(line);
      send();
    });
    return line;
  }
  function finish(line: Line): void {
    line.dueAt = undefined;
    open -= 1;
    if (stopped && open === 0) over.resolve();
  }

  let stopped = false;
  const startedAt = performance.now();
  let due = 0;
  const ticking = setInterval(() => {
    const now = performance.now();
    for (; due < ((now - startedAt) / 1000) * load.perSecond; due += 1) {
      waiting.push(startedAt + (due / load.perSecond) * 1000);
      open += 1;
    }
    send();
  }, TICK_MS);
  await new Promise((resolve) => setTimeout(resolve, load.seconds * 1000));
  clearInterval(ticking);
  stopped = true;
  const elapsedSeconds = (performance.now() - startedAt) / 1000;

  const patience = setTimeout(() => over.resolve(), PATIENCE_MS);
  if (open > 0) await over.promise;
  clearTimeout(patience);
  for (let n = 0; n < open; n += 1) count('none');
  for (const { socket } of lines) socket.destroy();

  const quantile = quantilesOf(latencies);
  return {
    perSecond: latencies.length / elapsedSeconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    slowestMs: quantile(1),
    answers,
  };
}
