import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { readConfig } from './config.ts';
import { sendCrowd } from './crowd.ts';
import { type FaultyWorld, useStack } from './use-stack.ts';

/** More than all its waits together, so that the one that was in vain is told, and the engine is brought back. */
const FAULT_WITHIN_MS = 600_000;
const { all } = readConfig();

type Fault = {
  readonly name: string;
  /** Told in a minute, too. */
  readonly quick?: true;
  /** What is done before, while nothing else happens. */
  readonly before?: (world: FaultyWorld) => Promise<() => Promise<void>>;
  /** Takes the engine away, for so long that people notice; it gets what `before` gave. */
  readonly strike?: (world: FaultyWorld, putBack: () => Promise<void>) => Promise<void>;
  /** Brings it back. */
  readonly heal: (world: FaultyWorld) => Promise<void>;
};

const restartNats = ({ nats }: FaultyWorld) => nats.restart();
const restartPostgres = ({ postgres }: FaultyWorld) => postgres.restart();

/** Keeps a copy of the events as they are now, or of one stream's messages without its readers' places. */
const copyOf = (part?: string) => async (world: FaultyWorld) => {
  await world.nats.stop();
  const putBack = await world.copyEvents(part);
  await world.nats.restart();
  await world.ready();
  // What the copy does not have.
  const { done } = await sendCrowd(world.people, { count: 5, atOnce: 5 });
  await done;
  await world.rest();
  return putBack;
};

const faults: readonly Fault[] = [
  { name: 'NATS is stopped', strike: ({ nats }) => nats.stop(), heal: restartNats },
  { name: 'NATS is killed', strike: ({ nats }) => nats.kill9(), heal: restartNats },
  {
    name: 'NATS loses everything it kept',
    quick: true,
    async strike({ nats }) {
      await nats.kill9();
      await nats.wipe();
    },
    heal: restartNats,
  },
  {
    name: 'NATS is put back to an older copy',
    before: copyOf(),
    async strike({ nats }, putBack) {
      await nats.kill9();
      await putBack();
    },
    heal: restartNats,
  },
  {
    name: 'the tail of a stream is lost, and its readers are beyond it',
    before: copyOf('$G/streams/BOOKING/msgs'),
    async strike({ nats }, putBack) {
      await nats.stop();
      await putBack();
    },
    heal: restartNats,
  },
  {
    name: 'PostgreSQL is killed',
    quick: true,
    strike: ({ postgres }) => postgres.kill9(),
    heal: restartPostgres,
  },
  {
    name: 'PostgreSQL is shut down at once',
    async strike({ dataDir }) {
      const file = path.join(dataDir, 'postgres/cluster/postmaster.pid');
      const [pid = ''] = (await readFile(file, 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGQUIT');
      await until(
        () =>
          readFile(file).then(
            () => false,
            () => true,
          ),
        { what: 'its end' },
      );
    },
    heal: restartPostgres,
  },
  { name: 'PostgreSQL is restarted', heal: restartPostgres },
];

describe('work goes on, and nothing is lost, when', () => {
  const world = useStack();

  it.each(faults.filter(({ quick }) => all || quick))(
    '$name',
    async ({ before, strike, heal }) => {
      const putBack = (await before?.(world)) ?? (async () => {});
      const [count, atOnce] = all ? [60, 12] : [20, 10];

      await world.watched(async () => {
        const crowd = await sendCrowd(world.people, { count, atOnce });
        await until(() => crowd.finished() >= count / 4, { timeoutMs: 60_000 });
        try {
          if (strike) await noticed(world, () => strike(world, putBack));
        } finally {
          // Whatever went wrong: the next case is to find the engine there, and nobody still on the way.
          await heal(world);
          await crowd.done;
        }
      });
      await world.rest();

      expect(world.ledger.entries.length).toBeGreaterThanOrEqual(count);
    },
    FAULT_WITHIN_MS,
  );

  it(
    'nobody asks for anything, and people only look how it stands',
    async () => {
      const { people, nats } = world;
      const held = await people.hold((await people.createItem()).id);
      const looking = people.waitFor(held, 'CANCELLED');
      try {
        await noticed(world, () => nats.stop());
      } finally {
        await nats.restart();
      }
      await people.cancel(held);
      await looking;
      await world.rest();
    },
    FAULT_WITHIN_MS,
  );
});

/** Resolves once somebody was told that something is out of reach. */
async function noticed({ people }: FaultyWorld, strike: () => Promise<void>): Promise<void> {
  const before = people.outages();
  await strike();
  await until(() => people.outages() > before, { what: 'word of the outage', timeoutMs: 60_000 });
}
