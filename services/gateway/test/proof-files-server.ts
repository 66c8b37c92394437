import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProblemCode } from '@karcis/contracts';
import { problem, sendProblem } from '@karcis/http';

/** proof-validation's internal HTTP, as it is published: keeps what came whole, leaves nothing of the rest. */
export type ProofFilesServer = {
  readonly url: string;
  /** What was taken, by path. */
  readonly kept: Map<string, { readonly sha256: string; readonly bytes: number }>;
  /** Uploads that broke off. */
  readonly broken: string[];
  /** Bytes that have come in so far, finished or not. */
  received: number;
  /** Makes it refuse what it has read. */
  refusal: ProblemCode | undefined;
  stop(): Promise<void>;
};

const BYTES_MAX = 10 * 1024 * 1024;

export async function startProofFilesServer(secret: string): Promise<ProofFilesServer> {
  const state = {
    kept: new Map(),
    broken: [] as string[],
    received: 0,
    refusal: undefined,
  } as Omit<ProofFilesServer, 'url' | 'stop'>;

  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of req.iterator({ destroyOnReturn: false })) {
        state.received += chunk.length;
        bytes += chunk.length;
        if (bytes > BYTES_MAX) return refuse(req, res, 'file-too-large');
        hash.update(chunk);
      }
    } catch {
      state.broken.push(req.url ?? '');
      return;
    }
    if (state.refusal) return refuse(req, res, state.refusal);
    state.kept.set(req.url ?? '', { sha256: hash.digest('hex'), bytes });
    res.setHeader('Content-Type', 'application/json');
    res.end('{}');
  }

  function refuse(req: IncomingMessage, res: ServerResponse, code: ProblemCode): void {
    req.resume();
    sendProblem(req, res, problem(code, { headers: { Connection: 'keep-alive' } }));
  }

  const server = createServer((req, res) => {
    if (req.headers['x-internal-secret'] !== secret)
      return sendProblem(req, res, problem('not-found'));
    if (req.method !== 'GET') return void take(req, res);
    if (req.url?.includes('000000000404')) return sendProblem(req, res, problem('proof-not-found'));
    res.setHeader('Content-Type', 'text/html');
    res.setHeader('Set-Cookie', 'internal=1');
    res.end('<script>alert(1)</script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
