import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll } from '@jest/globals';
import { isConnectionFailure } from '@karcis/db';
import { atEndOfFile, temporaryFolder, until } from '@karcis/testing';
import { checkPromises } from '../promises/check-promises.ts';
import { createLedger, type Ledger } from '../promises/ledger.ts';
import type { Violation } from '../promises/rule.ts';
import { createPeople, type People } from './people.ts';
import { type FaultStack, startStack } from './start-stack.ts';

const START_WITHIN_MS = 240_000;
const REST_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 100;

export type FaultyWorld = FaultStack & {
  readonly ledger: Ledger;
  readonly people: People;
  /** Checks the promises again and again while `work` goes on; throws when one was broken at any step. */
  watched<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when everything has come to rest and every promise is kept; throws with what is broken otherwise. */
  rest(): Promise<void>;
  /** Resolves when every service says that it can work. */
  ready(): Promise<void>;
};

type Env = Readonly<Record<string, string>>;

/** A stack of real processes for one test file. What one test breaks must be whole again for the next: see `rest`. */
export function useStack(env: Env | (() => Promise<Env>) = {}): FaultyWorld {
  let world: FaultyWorld | undefined;

  beforeAll(async () => {
    const settings = typeof env === 'function' ? await env() : env;
    const stack = await startStack(await temporaryFolder(), settings);
    atEndOfFile(() => stack.stop());
    world = createWorld(stack);
  }, START_WITHIN_MS);

  return new Proxy({} as FaultyWorld, {
    get(_, name: keyof FaultyWorld) {
      if (!world) throw new Error('useStack() starts its stack in beforeAll: read it from a test');
      return world[name];
    },
  });
}

function createWorld(stack: FaultStack): FaultyWorld {
  const ledger = createLedger();
  const {
    database,
    handle: { services },
  } = stack;

  const areReady = async () => {
    const answers = services.map(({ port }) => fetch(`http://127.0.0.1:${port}/readyz`));
    return (await Promise.all(answers)).every(({ ok }) => ok);
  };
  const ready = () => until(areReady, { what: 'every service', timeoutMs: REST_WITHIN_MS });

  /** Undefined while the database is out of reach. */
  const look = (atRest: boolean) =>
    checkPromises(database, { atRest, ledger }).catch((error: unknown) => {
      if (isConnectionFailure(error)) return undefined;
      throw error;
    });

  return {
    ...stack,
    ledger,
    people: createPeople(stack.handle, ledger),
    async watched(work) {
      const watching = new AbortController();
      const watcher = (async () => {
        while (!watching.signal.aborted) {
          complain(await look(false), 'while work went on');
          await pause(LOOK_EVERY_MS, undefined, watching).catch(() => undefined);
        }
      })();
      const [worked, watched] = await Promise.allSettled([
        work().finally(() => watching.abort()),
        watcher,
      ]);
      if (watched.status === 'rejected') throw watched.reason;
      if (worked.status === 'rejected') throw worked.reason;
      return worked.value;
    },
    async ready() {
      await ready();
    },
    async rest() {
      await ready();
      const giveUpAt = performance.now() + REST_WITHIN_MS;
      for (;;) {
        const violations = await look(true);
        if (violations?.length === 0) break;
        if (performance.now() > giveUpAt) complain(violations, 'at rest');
        await pause(LOOK_EVERY_MS);
      }
      complain(await findDeadLetters(stack), 'at rest');
    },
  };
}

function complain(violations: readonly Violation[] | undefined, when: string): void {
  if (!violations || violations.length === 0) return;
  const lines = violations.slice(0, 20).map(({ promise, what }) => `  promise ${promise}: ${what}`);
  throw new Error(`${violations.length} violations ${when}:\n${lines.join('\n')}`);
}

/** No fault of the outside is an event's own: none may end in a dead letter. */
async function findDeadLetters({ database }: FaultStack): Promise<Violation[]> {
  const { rows } = await database.query<{ what: string }>(
    ['booking', 'capacity', 'proof_validation', 'notifier']
      .map(
        (schema) =>
          `select format('${schema} set %s aside: %s', subject, error) as what from ${schema}.dead_letters`,
      )
      .join(' union all '),
  );
  return rows.map(({ what }) => ({ promise: 5, what }));
}
