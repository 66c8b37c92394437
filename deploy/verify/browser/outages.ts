import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readHandle } from '@karcis/local';
import { until } from '@karcis/testing';
import type { World } from './world.ts';

const BACK_WITHIN_MS = 60_000;
const KILL_EVERY_MS = 100;

/** Ends the gateway's process at once. The launcher starts another one after a moment. */
export async function killGateway({ stack }: World): Promise<void> {
  const { services } = await readHandle(stack.dataDir);
  const { pid } = services.find(({ name }) => name === 'gateway') ?? {};
  if (pid) process.kill(pid, 'SIGKILL');
}

/** Ends each gateway that the launcher starts, until `work` is done. */
export async function withoutGateway(world: World, work: () => Promise<void>): Promise<void> {
  const killing = setInterval(() => {
    // Between two processes there is nobody to kill.
    killGateway(world).catch(() => undefined);
  }, KILL_EVERY_MS);
  try {
    await killGateway(world);
    await work();
  } finally {
    clearInterval(killing);
  }
}

export const gatewayIsBack = ({ url }: World) =>
  until(
    () =>
      fetch(`${url}/api/time`).then(
        ({ ok }) => ok,
        () => false,
      ),
    { what: 'the gateway is there again', timeoutMs: BACK_WITHIN_MS },
  );

/** Stops nats-server's clock while `work` goes on: connections stay, and nothing comes through them. */
export async function withFrozenNats({ stack }: World, work: () => Promise<void>): Promise<void> {
  const pid = await natsPid(stack.dataDir);
  process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** Ends nats-server at once. The launcher starts it again after a moment. */
export async function killNats({ stack }: World): Promise<void> {
  process.kill(await natsPid(stack.dataDir), 'SIGKILL');
}

const natsPid = async (dataDir: string) =>
  Number(await readFile(path.join(dataDir, 'nats/nats.pid'), 'utf8'));
