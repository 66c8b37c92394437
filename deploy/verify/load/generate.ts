import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { quantilesOf } from './quantiles.ts';

export type Request = {
  readonly path: string;
  readonly method?: string;
  readonly headers?: string;
  readonly body?: string;
};

export type Load = {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Makes the next request; called once for each that is sent. `headers` are whole lines, each ended by CRLF. */
  readonly next: () => Request;
};

export type Result = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answers: Readonly<Record<number, number>>;
  readonly broken: number;
};

const PLACE_BYTES = 65_536;

/**
 * Sends requests over keep-alive connections for some seconds, one at a time on each. Bare sockets, because an HTTP client
 * costs more than what is measured: this takes about 20 µs a request, and the table says how much it took.
 */
export async function generate(load: Load): Promise<Result> {
  const latencies: number[] = [];
  const answers: Record<number, number> = {};
  const place = Buffer.alloc(PLACE_BYTES);
  let broken = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + load.seconds * 1000;

  await Promise.all(Array.from({ length: load.connections }, () => drive()));

  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  const quantile = quantilesOf(latencies);
  return {
    perSecond: latencies.length / elapsedSeconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    answers,
    broken,
  };

  function drive(): Promise<void> {
    return new Promise((done) => {
      let sentAt = 0;
      let buffered = '';
      const socket = connect({
        port: load.port,
        host: '127.0.0.1',
        noDelay: true,
        // All read into one place: a stream of buffers would cost as much as the rest.
        onread: {
          buffer: place,
          callback(length) {
            buffered += place.toString('latin1', 0, length);
            take();
            return true;
          },
        },
      });

      const send = () => {
        if (performance.now() >= endsAt) return finish();
        sentAt = performance.now();
        socket.write(encode(load.next()));
      };
      const finish = () => {
        socket.destroy();
        done();
      };
      const take = () => {
        const end = answerEnd(buffered);
        if (end === undefined) return;
        const status = Number(buffered.slice(9, 12));
        answers[status] = (answers[status] ?? 0) + 1;
        latencies.push(performance.now() - sentAt);
        buffered = buffered.slice(end);
        send();
      };
      socket.on('connect', send);
      socket.on('error', () => {
        broken += 1;
        finish();
      });
      socket.on('close', finish);
    });
  }
}

/** A request as it goes over the wire. */
export function encode({ method = 'GET', path, headers = '', body }: Request): string {
  const length =
    body === undefined
      ? ''
      : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}${length}\r\n${body ?? ''}`;
}

/** Where the answer at the buffer's start ends; undefined while it is not whole. */
export function answerEnd(buffered: string): number | undefined {
  const headersEnd = buffered.indexOf('\r\n\r\n');
  if (headersEnd < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(buffered.slice(0, headersEnd));
  if (length) {
    const end = headersEnd + 4 + Number(length[1]);
    return buffered.length >= end ? end : undefined;
  }
  const chunksEnd = buffered.indexOf('\r\n0\r\n\r\n', headersEnd);
  return chunksEnd < 0 ? undefined : chunksEnd + 7;
}
