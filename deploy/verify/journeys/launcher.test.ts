import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HeldBooking } from '@karcis/contracts';
import type { Handle } from '@karcis/local';
import { until } from '@karcis/testing';
import { launch } from './launcher.ts';
import { killAll, processesOf } from './processes.ts';
import { castOf, temporaryDataDir } from './stack.ts';

const START_WITHIN_MS = 120_000;

let dataDir: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
});
afterAll(async () => {
  killAll(await processesOf(dataDir));
  await remove();
});

/** One life after the other, on one data folder. */
describe('the launcher', () => {
  let handle: Handle;
  let launcher: ReturnType<typeof launch>;
  let held: HeldBooking;

  it(
    'says where it is and with what to organise',
    async () => {
      launcher = launch(dataDir);
      handle = await launcher.ready();

      expect(launcher.output()).toContain(handle.url);
      expect(launcher.output()).toContain(handle.admin.password);
      const { organiser, guest } = castOf(handle);
      const { id } = await organiser.createItem({ title: 'Tahan lama' });
      held = await guest('Siti Aminah').hold(id);
    },
    START_WITHIN_MS,
  );

  it('keeps a second one off its data folder, in one sentence', async () => {
    const second = launch(dataDir);

    expect(await second.ended()).toBe(1);
    expect(second.output()).toMatch(/^Karcis already runs on .*stop it first.*\n$/);
  });

  it('stops everything within 10 s and leaves no process', async () => {
    const stoppingAt = performance.now();
    launcher.kill('SIGINT');

    expect(await launcher.ended()).toBe(0);
    expect(performance.now() - stoppingAt).toBeLessThan(10_000);
    expect(await processesOf(dataDir)).toEqual([]);
  });

  it(
    'finds everything again at the next start, with two replicas now',
    async () => {
      launcher = launch(dataDir, { REPLICAS: '2' });
      const restarted = await launcher.ready();

      expect(restarted.admin).toEqual(handle.admin);
      expect(restarted.gateways).toHaveLength(2);
      for (const replica of [0, 1]) {
        const seen = await castOf(restarted, replica).guest('Siti Aminah').waitFor(held, 'HOLD');
        expect(seen.name).toBe('Siti Aminah');
      }
    },
    START_WITHIN_MS,
  );

  it(
    'starts cleanly after kill -9 of everything, itself included',
    async () => {
      killAll(await processesOf(dataDir));
      await launcher.ended();

      launcher = launch(dataDir);
      handle = await launcher.ready();
      expect(launcher.output()).not.toContain('the stream lost events');

      const siti = castOf(handle).guest('Siti Aminah');
      await siti.pay(held, 'transfer.jpg', 'image/jpeg');
      await castOf(handle).organiser.approve(held.id);
      expect((await siti.waitFor(held, 'PAID')).state).toBe('PAID');
    },
    START_WITHIN_MS,
  );

  it('takes everything with it when only itself is killed', async () => {
    launcher.kill('SIGKILL');
    await launcher.ended();

    await until(async () => (await processesOf(dataDir)).length === 0, {
      what: 'the end of every process',
      timeoutMs: 60_000,
    });
  });
});

describe('a start that cannot succeed', () => {
  const failing = async (env: Record<string, string>) => {
    const launcher = launch(dataDir, env);
    return { code: await launcher.ended(), output: launcher.output() };
  };

  it('names a taken port', async () => {
    const squatter = createServer().listen(0);
    await once(squatter, 'listening');
    const { port } = squatter.address() as { port: number };

    const { code, output } = await failing({ GATEWAY_PORT: `${port}` });
    squatter.close();

    expect(output).toBe(
      `Port ${port} is taken: choose another, as in "GATEWAY_PORT=8081 make run".\n`,
    );
    expect(code).toBe(1);
  });

  it('names every bad setting', async () => {
    const { code, output } = await failing({
      GATEWAY_PORT: 'x',
      REPLICAS: '0',
      SEED_DEMO: 'maybe',
    });

    expect(output).toMatch(/^Its settings need attention: .*\n$/);
    for (const name of ['GATEWAY_PORT', 'REPLICAS', 'SEED_DEMO']) expect(output).toContain(name);
    expect(code).toBe(1);
  });

  it(
    'names the bad settings of all services at once, and leaves nothing running',
    async () => {
      const { code, output } = await failing({ HOLD_TTL_SECONDS: 'x', TRUST_PROXY: 'y' });

      expect(output).toContain('HOLD_TTL_SECONDS');
      expect(output).toContain('TRUST_PROXY');
      expect(output).not.toMatch(/^ +at /m);
      expect(code).toBe(1);
      expect(await processesOf(dataDir)).toEqual([]);
    },
    START_WITHIN_MS,
  );

  it('names a data folder that is none', async () => {
    const file = path.join(path.dirname(dataDir), 'file');
    await writeFile(file, '');

    const { code, output } = await failing({ KARCIS_DATA_DIR: file });

    expect(output).toMatch(
      /^The data folder .* is not a folder: choose another with KARCIS_DATA_DIR\.\n$/,
    );
    expect(code).toBe(1);
  });
});
