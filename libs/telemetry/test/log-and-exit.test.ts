import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { until } from '@karcis/testing';

const script = new URL('./log-and-exit.ts', import.meta.url).pathname;

function run(way: string) {
  const child = spawn(process.execPath, [script, way]);
  let out = '';
  child.stdout.on('data', (bytes) => (out += String(bytes)));
  return { child, closed: once(child, 'close'), out: () => out };
}

describe('a buffered log line', () => {
  it.each(['end', 'exit', 'throw'])('is written when the process leaves by %s', async (way) => {
    const { closed, out } = run(way);
    await closed;
    expect(out()).toContain('last words');
  });

  it('is written soon while the process stays', async () => {
    const { child, closed, out } = run('stay');
    await until(() => out().includes('last words'), { what: 'the line' });
    child.kill('SIGKILL');
    await closed;
  });
});
