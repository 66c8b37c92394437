import { homedir } from 'node:os';
import path from 'node:path';

/** What the machine's environment says about where tools are and where downloads may be kept. */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  return {
    natsServerBin: env['NATS_SERVER_BIN'] || undefined,
    searchPath: (env['PATH'] ?? '').split(path.delimiter).filter(Boolean),
    cacheDir: path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'karcis'),
    /** Handed to the engines: neutral messages, and nothing of ours but where to find tools. */
    engineEnv: {
      PATH: env['PATH'],
      HOME: env['HOME'],
      TMPDIR: env['TMPDIR'],
      LC_ALL: 'C',
      TZ: 'UTC',
    },
    /** For the tools we call, which may need a proxy; their messages are read. */
    toolEnv: { ...env, LC_ALL: 'C' },
  } as const;
}
