import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from '@karcis/engines';
import { until } from '@karcis/testing';
import { get, hold } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

async function startProcess(more: Record<string, string> = {}) {
  const [port, opsPort] = [await freePort(), await freePort()];
  const env = {
    ...world.env(),
    PORT: String(port),
    OPS_PORT: String(opsPort),
    LOG_LEVEL: 'silent',
    ...more,
  };
  const started = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  child = started;
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await get(`http://127.0.0.1:${opsPort}/readyz`)).status === 200);
  return { url, process: started };
}

describe('a gateway that is killed in the middle of a hold', () => {
  it('leaves nothing in the way of the next request under the key', async () => {
    const doomed = await startProcess();
    const usual = world.neighbours.answers.holdBooking;
    const gate = Promise.withResolvers<void>();
    world.neighbours.answers.holdBooking = async (request) => {
      await gate.promise;
      return usual(request);
    };
    const key = { 'Idempotency-Key': randomUUID() };
    const lost = hold(doomed.url, undefined, key).catch(() => 'lost');
    await until(() =>
      world.neighbours.asked.some(({ subject }) => subject === 'cmd.booking.hold.v1'),
    );
    doomed.process.kill('SIGKILL');
    expect(await lost).toBe('lost');

    // Its command was on the way, and is executed although nobody waits for it.
    const again = hold(world.url, undefined, key);
    gate.resolve();
    expect((await again).status).toBe(201);
    expect((await hold(world.url, undefined, key)).text).toBe((await again).text);
    expect(world.neighbours.holds.size).toBe(1);
  });
});

describe('a gateway that is asked to stop', () => {
  it('finishes what is in flight and ends with code 0', async () => {
    const leaving = await startProcess();
    const usual = world.neighbours.answers.holdBooking;
    const gate = Promise.withResolvers<void>();
    world.neighbours.answers.holdBooking = async (request) => {
      await gate.promise;
      return usual(request);
    };
    const held = hold(leaving.url);
    await until(() =>
      world.neighbours.asked.some(({ subject }) => subject === 'cmd.booking.hold.v1'),
    );
    const ended = new Promise((resolve) => leaving.process.once('exit', resolve));
    leaving.process.kill('SIGTERM');
    await until(() =>
      get(`${leaving.url}/api/time`).then(
        () => false,
        () => true,
      ),
    );
    gate.resolve();

    expect((await held).status).toBe(201);
    expect(await ended).toBe(0);
  });

  it.each([
    [{ IDENTITY_SECRET: '' }, /gateway cannot start\. .*IDENTITY_SECRET is missing/],
    [{ FEATURE_REQUIRE_LOGIN: 'perhaps' }, /gateway cannot start\. .*FEATURE_REQUIRE_LOGIN/],
  ])('or cannot start, says why in one sentence: %j', async (wrong, sentence) => {
    const env = { ...world.env(), ...wrong } as Record<string, string>;
    const started = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    started.stderr.on('data', (chunk) => (text += chunk));
    const code = await new Promise((resolve) => started.once('exit', resolve));
    expect(code).toBe(1);
    expect(text.trim()).toMatch(sentence);
    expect(text.trim().split('\n')).toHaveLength(1);
  });
});
