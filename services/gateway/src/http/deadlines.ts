import type { IncomingMessage } from 'node:http';
import { createRoster } from '@karcis/batching';

export type Deadlines = {
  /** The body must have come within `ms` from now, or the connection is cut. A later call replaces the deadline. */
  within(req: IncomingMessage, ms: number): void;
  met(req: IncomingMessage): void;
  stop(): void;
};

const CHECK_MS = 1_000;

const deadlineOf = Symbol('deadline');
type Watched = IncomingMessage & { [deadlineOf]?: { at: number; leave(): boolean } | undefined };

/** One timer for all bodies under way. The server's own limit is one for all, and a photo takes longer than a form. */
export function createDeadlines(): Deadlines {
  const waiting = createRoster<Watched>();

  const check = setInterval(() => {
    const now = performance.now();
    for (const req of waiting.values()) {
      if (req.complete || req.destroyed) met(req);
      else if (now > (req[deadlineOf]?.at ?? now)) req.socket.destroy();
    }
  }, CHECK_MS).unref();

  function within(req: Watched, ms: number): void {
    const at = performance.now() + ms;
    const known = req[deadlineOf];
    if (known) known.at = at;
    else req[deadlineOf] = { at, leave: waiting.add(req).leave };
  }

  function met(req: Watched): void {
    req[deadlineOf]?.leave();
    req[deadlineOf] = undefined;
  }

  return {
    within,
    met,
    stop: () => clearInterval(check),
  };
}
