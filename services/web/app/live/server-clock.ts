/**
 * The server's clock as far as a browser can know it. A countdown must never show time that the server does not grant,
 * so this may run ahead of the server by what an answer took to come, and never behind it.
 */

type Anchor = { readonly serverMs: number; readonly dateMs: number; readonly monoMs: number };

/** When the two clocks of this device disagree by more, one was set or the device slept. */
const DISAGREEMENT_MS = 1_500;
const TICK_MS = 250;
const RETRY_MS = 5_000;
/** What an answer that nobody timed may have taken. */
const ALLOWANCE_MS = 2_000;
const FRESH_MS = 20_000;

let anchor: Anchor | undefined;
let isSynced = false;
let syncing: Promise<void> | undefined;
let triedAt = -Infinity;
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since 1970 on the server's clock, or undefined before anything is known of it. */
export function serverNow(): number | undefined {
  if (!anchor) return undefined;
  const { serverMs, dateMs, monoMs } = anchor;
  // A device that slept stops one clock; a person who sets the time moves the other. The later one is the safe one.
  return serverMs + Math.max(Date.now() - dateMs, performance.now() - monoMs);
}

/**
 * Takes in what an answer said. `sentAt` is when it was asked for, on `performance.now()`'s clock: it was written later,
 * so the server's clock shows at most its time plus what passed since.
 */
function observe(serverTime: string, sentAt: number): void {
  const serverMs = Date.parse(serverTime) + (performance.now() - sentAt);
  const known = serverNow();
  if (known !== undefined && isSynced && serverMs >= known) return;
  anchor = { serverMs, dateMs: Date.now(), monoMs: performance.now() };
}

/** Starts from what the page itself says, until the first answer that was timed. */
export function assume(serverTime: string): void {
  if (anchor) return;
  // A page that was just loaded was asked for when this clock began.
  const isFresh = performance.now() < FRESH_MS;
  observe(serverTime, isFresh ? 0 : performance.now() - ALLOWANCE_MS);
}

/** Asks the server. Several askers share one question. */
function sync(): Promise<void> {
  return (syncing ??= ask().finally(() => (syncing = undefined)));
}

async function ask(): Promise<void> {
  const sentAt = performance.now();
  triedAt = sentAt;
  try {
    const answer = await fetch('/api/time', { cache: 'no-store' });
    if (!answer.ok) return;
    const { serverTime } = (await answer.json()) as { serverTime: string };
    anchor = undefined;
    observe(serverTime, sentAt);
    isSynced = true;
  } catch {
    // Without a network the last known time goes on.
  }
}

/** Calls `hear` several times a second, and keeps the clock right meanwhile. Returns how to stop. */
export function subscribe(hear: () => void): () => void {
  listeners.add(hear);
  ticking ??= start();
  return () => {
    listeners.delete(hear);
    if (listeners.size > 0 || !ticking) return;
    clearInterval(ticking);
    ticking = undefined;
    for (const type of WAKING) removeEventListener(type, onWake);
    document.removeEventListener('visibilitychange', onWake);
  };
}

/** After each of these the device may have slept. */
const WAKING = ['pageshow', 'online', 'focus'] as const;

function start() {
  for (const type of WAKING) addEventListener(type, onWake);
  document.addEventListener('visibilitychange', onWake);
  void sync();
  return setInterval(tick, TICK_MS);
}

function tick(): void {
  if ((!isSynced || clocksDisagree()) && performance.now() - triedAt > RETRY_MS) void sync();
  for (const hear of listeners) hear();
}

function onWake(): void {
  if (document.visibilityState === 'visible') void sync();
}

function clocksDisagree(): boolean {
  if (!anchor) return false;
  const byDate = Date.now() - anchor.dateMs;
  const byMono = performance.now() - anchor.monoMs;
  return Math.abs(byDate - byMono) > DISAGREEMENT_MS;
}
