import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@karcis/engines';
import { until } from '@karcis/testing';
import { type ServiceProcess, startService } from '../src/service-process.ts';

/** A service that is ready once it listens; its environment says how it ends. */
const SERVICE = `
import { createServer } from 'node:http';
const { PORT, FAIL, STUBBORN } = process.env;
if (FAIL) {
  process.stderr.write('toy cannot start. Its settings need attention.\\n');
  process.exit(1);
}
const server = createServer((req, res) => res.end('ok')).listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  if (!STUBBORN) server.close();
});
console.log(JSON.stringify({ level: 'info', msg: 'started' }));
`;

let folder: string;
let main: string;
const running: ServiceProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'karcis-service-'));
  main = path.join(folder, 'main.mjs');
  await writeFile(main, SERVICE);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop(0)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(env: Record<string, string> = {}) {
  const port = await freePort();
  const lines: string[] = [];
  const spawned: number[] = [];
  const service = startService({
    ...{ name: 'toy', port, main, mark: folder, cwd: folder, niceness: 0 },
    env: { PORT: `${port}`, ...env },
    print: (line) => lines.push(line),
    onSpawn: () => spawned.push(1),
  });
  running.push(service);
  return { service, lines, spawned };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a supervised service', () => {
  it('is started again when it is killed', async () => {
    const { service, lines, spawned } = await start();
    await service.ready();
    const first = service.pid() as number;

    process.kill(first, 'SIGKILL');

    await until(() => service.pid() !== undefined && service.pid() !== first, {
      what: 'a new process',
    });
    await service.ready();
    expect(lines).toContain('ended unasked (SIGKILL); starts again in 250 ms');
    expect(spawned).toEqual([1]);
  });

  it('stays ended when it was stopped', async () => {
    const { service, lines } = await start();
    await service.ready();
    const pid = service.pid() as number;

    await service.stop(5_000);

    expect(isAlive(pid)).toBe(false);
    expect(service.pid()).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining('started')]);
  });

  it('is ended by force when it does not stop in time', async () => {
    const { service, lines } = await start({ STUBBORN: '1' });
    await service.ready();
    const pid = service.pid() as number;

    await service.stop(100);

    expect(isAlive(pid)).toBe(false);
    expect(lines).toContain('did not stop within 0.1 s and is ended by force');
  });

  it('says why it cannot start, and is not tried again', async () => {
    const { service, spawned } = await start({ FAIL: '1' });

    await expect(service.ready()).rejects.toThrow('toy cannot start. Its settings need attention.');
    expect(service.pid()).toBeUndefined();
    expect(spawned).toEqual([]);
  });

  it('sees nothing of our environment that it was not given', async () => {
    await writeFile(path.join(folder, 'env.mjs'), 'console.log(Object.keys(process.env).join());');
    const lines: string[] = [];
    const service = startService({
      ...{ name: 'env', port: 1, main: path.join(folder, 'env.mjs'), mark: folder, cwd: folder },
      niceness: 0,
      env: { ONLY: 'this' },
      print: (line) => lines.push(line),
      onSpawn: () => undefined,
    });
    await service.ready().catch(() => undefined);

    expect(lines[0]?.split(',').filter((name) => !name.startsWith('NODE_CHANNEL'))).toEqual([
      'ONLY',
    ]);
  });
});
