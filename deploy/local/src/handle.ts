import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LaunchError } from './launch-error.ts';

/** Kept in the data folder while the stack runs, readable by the folder's owner only. */
export const HANDLE_FILE = 'stack.json';

/** What one needs to find and use a running stack. */
export const Handle = z.object({
  /** For people. */
  url: z.string(),
  /** The gateways' own addresses on this machine, one a replica. */
  gateways: z.array(z.string()),
  admin: z.object({ email: z.string(), password: z.string(), apiKey: z.string() }),
  launcher: z.object({ pid: z.int() }),
  nats: z.object({ url: z.string() }),
  /** The database that holds every schema, as a user who may make roles. */
  database: z.object({ url: z.string() }).optional(),
  /** Each process with its internal port: /healthz, /readyz, /metrics. */
  services: z.array(z.object({ name: z.string(), port: z.int(), pid: z.int().nullable() })),
});
export type Handle = z.infer<typeof Handle>;

/** @throws LaunchError when nothing runs on that folder. */
export async function readHandle(dataDir: string): Promise<Handle> {
  try {
    return Handle.parse(JSON.parse(await readFile(path.join(dataDir, HANDLE_FILE), 'utf8')));
  } catch {
    throw new LaunchError(`Nothing runs on ${path.resolve(dataDir)}: start it with "make run".`);
  }
}
