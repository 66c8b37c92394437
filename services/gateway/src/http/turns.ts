/** Requests begun before everything else in the process gets its turn, new connections too: each turn accepts some. */
export const TURN_MAX = 64;

/** Begins something, now or in a later turn. */
export type Turns = (begin: () => void) => void;

/**
 * libuv goes on reading sockets as long as 1,024 of them are ready, up to 48 times, before anything that was set aside with
 * `setImmediate` runs. A crowd that asks again at once whenever it is refused would so hold up everybody
 * who was let in, for seconds. What comes beyond a turn's share waits for the next turn, first come, first served.
 */
export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
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
    for (const begin of share) begin();
  }

  return (begin) => {
    schedule();
    if (begun >= TURN_MAX) return void waiting.push(begin);
    begun += 1;
    begin();
  };
}
