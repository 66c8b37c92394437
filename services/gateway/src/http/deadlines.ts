import type { IncomingMessage } from 'node:http';

export type Deadlines = {
  /** The body must have come within `ms` from now, or the connection is cut. A later call replaces the deadline. */
  within(req: IncomingMessage, ms: number): void;
  met(req: IncomingMessage): void;
  stop(): void;
};

const CHECK_MS = 1_000;

/** One timer for all bodies under way. The server's own limit is one for all, and a photo takes longer than a form. */
export function createDeadlines(): Deadlines {
  const waiting = new Map<IncomingMessage, number>();

  const check = setInterval(() => {
    const now = performance.now();
    for (const [req, deadline] of waiting) {
      if (req.complete || req.destroyed) waiting.delete(req);
      else if (now > deadline) req.socket.destroy();
    }
  }, CHECK_MS).unref();

  return {
    within: (req, ms) => void waiting.set(req, performance.now() + ms),
    met: (req) => void waiting.delete(req),
    stop: () => clearInterval(check),
  };
}
