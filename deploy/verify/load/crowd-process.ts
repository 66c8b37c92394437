import { connect } from 'node:net';
import { answerEnd, encode } from './generate.ts';
import { quantilesOf } from './quantiles.ts';
import { anAddress, karcisHold, pick } from './requests.ts';

/** What a crowd is told: each of its connections holds, and tries again at once whatever the answer was. */
export type Crowd = {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  readonly itemIds: readonly string[];
};

/** Of the answers with one status: how many, and milliseconds. */
export type CrowdReport = {
  readonly byStatus: Readonly<
    Record<string, { count: number; p50Ms: number; p99Ms: number; slowestMs: number }>
  >;
  /** 429 and 503 that do not say when to come back. */
  readonly withoutRetryAfter: number;
  /** Not answered when the time was over, although asked more than 5 s before. */
  readonly hanging: number;
};

const HANGS_MS = 5_000;

process.once('message', async (crowd: Crowd) => {
  process.send?.(await drive(crowd));
  process.disconnect();
});

async function drive({ port, connections, seconds, itemIds }: Crowd): Promise<CrowdReport> {
  const latencies = new Map<string, number[]>();
  const sentAt = new Map<number, number>();
  let withoutRetryAfter = 0;
  let over = false;

  const note = (status: string, ms: number) => {
    const known = latencies.get(status);
    if (known) known.push(ms);
    else latencies.set(status, [ms]);
  };

  function join(n: number): void {
    const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    let buffered = '';
    const send = () => {
      if (over) return void socket.destroy();
      sentAt.set(n, performance.now());
      const headers = `X-Forwarded-For: ${anAddress()}\r\n`;
      socket.write(encode(karcisHold(pick(itemIds), { headers })));
    };
    socket.on('connect', send);
    socket.on('data', (chunk: unknown) => {
      buffered += String(chunk);
      const end = answerEnd(buffered);
      if (end === undefined) return;
      const status = buffered.slice(9, 12);
      note(status, performance.now() - (sentAt.get(n) ?? 0));
      sentAt.delete(n);
      if ((status === '429' || status === '503') && !/\r\nretry-after: \d/i.test(buffered)) {
        withoutRetryAfter += 1;
      }
      buffered = buffered.slice(end);
      send();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (over) return;
      if (sentAt.delete(n)) note('broken', 0);
      setTimeout(() => join(n), 100);
    });
  }

  for (let n = 0; n < connections; n += 1) join(n);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  over = true;
  const now = performance.now();
  const hanging = [...sentAt.values()].filter((at) => now - at > HANGS_MS).length;
  setTimeout(() => process.exit(), HANGS_MS).unref();
  return {
    byStatus: Object.fromEntries([...latencies].map(([status, ms]) => [status, summarise(ms)])),
    withoutRetryAfter,
    hanging,
  };
}

function summarise(ms: readonly number[]) {
  const at = quantilesOf(ms);
  return { count: ms.length, p50Ms: at(0.5), p99Ms: at(0.99), slowestMs: at(1) };
}
