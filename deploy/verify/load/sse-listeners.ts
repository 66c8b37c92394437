import { connect } from 'node:net';
import { collectGarbage } from './collect-garbage.ts';
import { quantilesOf } from './quantiles.ts';

/** What a process of listeners is told. */
export type Listening = {
  readonly port: number;
  /** One stream each. */
  readonly paths: readonly string[];
  readonly event: string;
};

/** When each was told, by the wall clock: the moment of the change is another process's. */
export type Told = readonly number[];

export type Opened = {
  readonly opened: number;
  readonly failed: number;
  /** From connecting to the first event. */
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** Connections being opened at once. */
const OPENING_MAX = 64;
/** An address has 28,000 ports, and each stays taken for a minute after its connection: sources are spread. */
const PER_SOURCE_MAX = 1_000;
/** All have been told when nobody was for so long. */
const SILENCE_MS = 1_500;

let toldAt: number[] = [];
let lastToldAt = 0;

/** Listens to many streams over bare sockets, and tells its parent how long opening took and, when asked, who was told when. */
process.on('message', async (message: Listening | 'told?') => {
  if (message !== 'told?') return void process.send?.(await open(message));
  lastToldAt = Date.now();
  while (Date.now() - lastToldAt < SILENCE_MS) await new Promise((go) => setTimeout(go, 100));
  collectGarbage();
  process.send?.(toldAt satisfies Told);
  toldAt = [];
});
process.once('disconnect', () => process.exit());

async function open({ port, paths, event }: Listening): Promise<Opened> {
  // One buffer and no streams: listeners share the processors that the gateway writes with.
  const buffer = Buffer.allocUnsafe(65_536);
  const wanted = Buffer.from(`event: ${event}`);
  const took: number[] = [];
  let next = 0;
  let failed = 0;

  const one = (n: number) =>
    new Promise<void>((done) => {
      const startedAt = performance.now();
      const localAddress = `127.0.0.${2 + Math.floor(n / PER_SOURCE_MAX)}`;
      let isOpen = false;
      const callback = (bytes: number): true => {
        if (!buffer.subarray(0, bytes).includes(wanted)) return true;
        if (isOpen) {
          lastToldAt = Date.now();
          toldAt.push(lastToldAt);
        } else {
          isOpen = true;
          took.push(performance.now() - startedAt);
          done();
        }
        return true;
      };
      const onread = { buffer, callback };
      const socket = connect({ port, host: '127.0.0.1', localAddress, onread });
      socket.once('connect', () => socket.write(`GET ${paths[n]} HTTP/1.1\r\nHost: x\r\n\r\n`));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (!isOpen) failed += 1;
        done();
      });
    });
  const worker = async () => {
    while (next < paths.length) await one(next++);
  };
  await Promise.all(Array.from({ length: OPENING_MAX }, worker));
  collectGarbage();
  const at = quantilesOf(took);
  return { opened: took.length, failed, p50Ms: at(0.5), p99Ms: at(0.99) };
}
