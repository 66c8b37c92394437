import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';

const smallService = new URL('./small-service.ts', import.meta.url).pathname;

function run(behaviour: string) {
  const child = spawn(process.execPath, [smallService, behaviour]);
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes) => (out += String(bytes)));
  child.stderr.on('data', (bytes) => (err += String(bytes)));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    started: () => until(() => out.includes('"started"'), { what: 'the service to start' }),
    async ended() {
      const [code] = await closed;
      const messages = out
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { msg: string }).msg);
      return { code, messages, err };
    },
  };
}

describe('runService', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops at %s: not ready, stopped, code 0',
    async (signal) => {
      const service = run('well');
      await service.started();
      service.kill(signal);
      expect(await service.ended()).toEqual({
        code: 0,
        messages: ['started', 'stopping', 'ready false', 'stopped'],
        err: '',
      });
    },
  );

  it('does not stop twice for two signals', async () => {
    const service = run('waits');
    await service.started();
    service.kill('SIGINT');
    service.kill('SIGTERM');
    const { code, messages } = await service.ended();
    expect([code, messages.filter((message) => message === 'stopping')]).toEqual([0, ['stopping']]);
  });

  it('ends with 1 when stopping takes too long', async () => {
    const service = run('hangs');
    await service.started();
    service.kill('SIGTERM');
    expect(await service.ended()).toMatchObject({
      code: 1,
      messages: expect.arrayContaining(['did not stop in time']),
    });
  });

  it('ends with 1 when something stays open', async () => {
    const service = run('leaks');
    await service.started();
    service.kill('SIGTERM');
    expect(await service.ended()).toMatchObject({
      code: 1,
      messages: expect.arrayContaining(['stopped', 'stopped, but something is still open']),
    });
  });

  it('says in one sentence what keeps it from starting', async () => {
    expect(await run('wrong-settings').ended()).toEqual({
      code: 1,
      messages: [],
      err: 'small cannot start. PORT is missing.\n',
    });
  });

  it('logs where a bug keeps it from starting', async () => {
    expect(await run('bug-at-start').ended()).toEqual({
      code: 1,
      messages: ['cannot start'],
      err: 'small cannot start. undefined is not a function\n',
    });
  });

  it('ends at a signal while it still starts', async () => {
    const service = run('slow-start');
    const ended = service.ended();
    const asking = setInterval(() => service.kill('SIGTERM'), 500);
    const { messages } = await ended;
    clearInterval(asking);
    expect(messages).toEqual([]);
  });

  it.each([
    ['rejects', 'unhandled rejection'],
    ['throws', 'uncaught exception'],
  ])('logs and ends with 1 when something %s', async (behaviour, message) => {
    expect(await run(behaviour).ended()).toMatchObject({
      code: 1,
      messages: expect.arrayContaining([message]),
    });
  });
});
