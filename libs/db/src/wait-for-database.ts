import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionFailure } from './errors.ts';
import type { Database } from './open-database.ts';

const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 2_000;
const WAIT_MS = 120_000;

export type WaitOptions = {
  readonly log: { info(message: string): void; warn(message: string): void };
  /** When to give up, 2 minutes by default. */
  readonly waitMs?: number;
};

/**
 * Resolves once the database answers. Says once that it waits; rejects at once when waiting cannot
 * help (a wrong password), and with the last failure when the time is over.
 */
export async function waitForDatabase<D>(
  { pool }: Database<D>,
  { log, waitMs = WAIT_MS }: WaitOptions,
): Promise<void> {
  const givesUpAt = performance.now() + waitMs;

  for (let attempt = 0; ; attempt++) {
    try {
      await pool.query('select 1');
      if (attempt > 0) log.info('Postgres answers.');
      return;
    } catch (error) {
      if (!isConnectionFailure(error) || performance.now() >= givesUpAt) throw error;
      if (attempt === 0) log.warn(`Waiting for Postgres: ${(error as Error).message}`);
    }
    await sleep(Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));
  }
}
