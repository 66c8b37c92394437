import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';
import { readConfig } from './config.ts';
import { sendCrowd } from './crowd.ts';
import { useStack } from './use-stack.ts';

const { all } = readConfig();

// Eleven processes are too much for a minute.
if (all) {
  describe('two replicas of everything', () => {
    const world = useStack({ REPLICAS: '2' });

    it('lose nothing while one after the other is killed under people who go on', async () => {
      const [count, atOnce] = [200, 12];
      const killed: string[] = [];

      await world.watched(async () => {
        const crowd = await sendCrowd(world.people, { count, atOnce });
        for (const [n, name] of [...(await world.pids()).keys()].entries()) {
          // One every few people, and never one that has not come back.
          await until(() => crowd.finished() >= (n + 1) * (count / 12), { timeoutMs: 120_000 });
          const pid = await until(async () => (await world.pids()).get(name));
          process.kill(pid, 'SIGKILL');
          killed.push(name);
        }
        await crowd.done;
      });
      await world.rest();

      // Two of each service, and web.
      expect(killed).toHaveLength(11);
    }, 280_000);
  });
} else {
  it.todo('two replicas of everything: with FAULTS=all');
}
