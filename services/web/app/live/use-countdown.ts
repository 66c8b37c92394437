import { useEffect, useSyncExternalStore } from 'react';
import { assume, serverNow, subscribe } from './server-clock.ts';

/**
 * Whole seconds left until an instant, on the server's clock; 0 from that instant on. `serverTime` is what the page's data
 * were true at: it is all that is known while rendering on the server.
 */
export function useCountdown(until: string, serverTime: string): number {
  useEffect(() => assume(serverTime), [serverTime]);
  return useSyncExternalStore(
    subscribe,
    () => secondsBetween(serverNow() ?? Date.parse(serverTime), until),
    () => secondsBetween(Date.parse(serverTime), until),
  );
}

const secondsBetween = (nowMs: number, until: string) =>
  Math.max(0, Math.floor((Date.parse(until) - nowMs) / 1000));
