import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Requests begun before everything else in the process gets its turn. */
export const TURN_MAX = 256;

/**
 * libuv goes on reading sockets as long as 1,024 of them are ready, up to 48 times, before anything that was set aside with
 * `setImmediate` runs. A crowd that asks again at once whenever it is refused would so hold up everybody
 * who was let in, for seconds. What comes beyond a turn's share waits for the next turn, first come, first served.
 */
export function takeTurns(handle: RequestListener): RequestListener {
  const waiting: [IncomingMessage, ServerResponse][] = [];
  let begun = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(nextTurn);
  }

  function nextTurn(): void {
    isScheduled = false;
    const share = waiting.splice(0, TURN_MAX);
    begun = share.length;
    if (begun > 0) schedule();
    for (const [req, res] of share) {
      // Who went away while waiting wants no answer.
      if (!res.destroyed) handle(req, res);
    }
  }

  return (req, res) => {
    schedule();
    if (begun >= TURN_MAX) return void waiting.push([req, res]);
    begun += 1;
    handle(req, res);
  };
}
