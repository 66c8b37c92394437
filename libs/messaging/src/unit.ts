import { isDeadlock } from '@karcis/db';
import type { Kysely, Transaction } from 'kysely';
import { type Announcement, toOutboxRows } from './announcement.ts';
import { insertOutboxRows } from './outbox.ts';
import type { Relay } from './relay.ts';

/** The permission to change things and to say so: both happen, or neither. */
export type Unit<D> = {
  readonly trx: Transaction<D>;
  announce(...announcements: Announcement[]): void;
  /** For logs, counts and hints: runs once the change is true, never when it was rolled back. Must not throw. */
  afterCommit(tell: () => void): void;
};

export type Transact<D> = <T>(work: (unit: Unit<D>) => Promise<T>) => Promise<T>;

export type TransactOptions<D> = {
  readonly db: Kysely<D>;
  /** Left out by a service that announces nothing. */
  readonly relay?: Pick<Relay, 'publish'>;
};

const TRIES_MAX = 5;

/**
 * Runs work in one transaction, with what it announced; after the commit the relay sends it. No network calls in `work`,
 * which runs again when Postgres ended its transaction to resolve a deadlock.
 */
export function createTransact<D>({ db, relay }: TransactOptions<D>): Transact<D> {
  return async (work) => {
    for (let tries = 1; ; tries++) {
      try {
        return await runOnce(work);
      } catch (error) {
        if (tries === TRIES_MAX || !isDeadlock(error)) throw error;
      }
    }
  };

  async function runOnce<T>(work: (unit: Unit<D>) => Promise<T>): Promise<T> {
    const announced: Announcement[] = [];
    const told: (() => void)[] = [];
    const afterCommit = (tell: () => void) => void told.push(tell);
    const announce = (...announcements: Announcement[]) => {
      if (!relay) throw new Error('this service has no relay, so nobody would hear of it');
      announced.push(...announcements);
    };

    const { result, rows } = await db.transaction().execute(async (trx) => {
      const result = await work({ trx, announce, afterCommit });
      const rows = toOutboxRows(announced);
      await insertOutboxRows(trx, rows);
      return { result, rows };
    });
    relay?.publish(rows);
    for (const tell of told) tell();
    return result;
  }
}
