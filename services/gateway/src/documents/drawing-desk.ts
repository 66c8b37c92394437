import { Worker } from 'node:worker_threads';
import type { DocumentFacts } from '@karcis/documents';
import { ProblemError } from '@karcis/http';

export type DocumentKind =
  'ticket.pdf' | 'ticket.svg' | 'summary.pdf' | 'certificate.pdf' | 'calendar.ics';

export type ToDraw = {
  readonly id: number;
  readonly kind: DocumentKind;
  readonly facts: DocumentFacts;
};
export type Drawn = { readonly id: number } & (
  { readonly bytes: Uint8Array } | { readonly failure: string }
);

export type DrawingDesk = {
  /** Draws a document. Throws `service-unavailable` at once when too many wait, and when one takes too long. */
  draw(kind: DocumentKind, facts: DocumentFacts): Promise<Buffer>;
  stop(): Promise<void>;
};

/** A page takes about 50 ms: the last one in waits for some seconds. */
const WAITING_MAX = 64;
const TAKES_MS = 20_000;
const RETRY_AFTER_SECONDS = '5';
const MEMORY_MB = 256;

type Waiting = {
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
};

const busy = () =>
  new ProblemError('service-unavailable', { headers: { 'Retry-After': RETRY_AFTER_SECONDS } });

/**
 * Draws in a thread of its own, which starts with the first document: holds must not wait for somebody's ticket. A thread that
 * dies or hangs takes what it had in hand with it, and the next document starts another.
 */
export function createDrawingDesk({
  waitingMax = WAITING_MAX,
  takesMs = TAKES_MS,
}: { readonly waitingMax?: number; readonly takesMs?: number } = {}): DrawingDesk {
  let worker: Worker | undefined;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  function start(): Worker {
    const started = new Worker(new URL('./draw-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      // What the process was told to load first is about the process, such as when to stop.
      execArgv: [],
    });
    started.unref();
    started.on('message', (drawn: Drawn) => {
      const asked = take(drawn.id);
      if ('bytes' in drawn) asked?.resolve(Buffer.from(drawn.bytes));
      else asked?.reject(new Error(`a document was not drawn: ${drawn.failure}`));
    });
    const lose = () => {
      if (worker === started) worker = undefined;
      for (const id of [...waiting.keys()]) take(id)?.reject(busy());
    };
    started.once('error', lose);
    started.once('exit', lose);
    return started;
  }

  function take(id: number): Waiting | undefined {
    const asked = waiting.get(id);
    if (asked) clearTimeout(asked.timer);
    waiting.delete(id);
    return asked;
  }

  return {
    draw(kind, facts) {
      if (waiting.size >= waitingMax) return Promise.reject(busy());
      worker ??= start();
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
      const id = ++lastId;
      const timer = setTimeout(() => void worker?.terminate(), takesMs).unref();
      waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, kind, facts } satisfies ToDraw);
      return promise;
    },
    async stop() {
      await worker?.terminate();
    },
  };
}
