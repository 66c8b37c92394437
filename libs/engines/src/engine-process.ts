import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const LAST_LINES = 20;
const SILENT_AFTER_MS = 200;

export type EngineProcess = {
  hasEnded(): boolean;
  /** Waits for its end; the last lines it printed, where the reason stands when it ended too early. */
  finalWords(): Promise<string>;
  /** From now on, for a process that is up: called when it ends although nobody asked it to. */
  onCrash(tell: ((lastWords: string) => void) | undefined): void;
  /** Asks it to end with `signal`, and ends it by force after `graceMs`. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
  /** Ends it and its children at once, as a power cut would. */
  kill9(): Promise<void>;
};

type Options = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Sent when our own process is gone without having stopped the engine. */
  readonly orphanSignal: 'INT' | 'TERM';
  readonly log?: ((line: string) => void) | undefined;
};

/**
 * Runs an engine in a session of its own, so that Ctrl-C reaches only us and we stop things in the right
 * order, with a guard beside it that stops it should we be killed.
 */
export async function startProcess(options: Options): Promise<EngineProcess> {
  const { command, args, cwd, env, user } = options;
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  await once(child, 'spawn');
  const pid = child.pid ?? -1;

  const ended = once(child, 'exit');
  // A child of a killed engine can keep its output open for long.
  const silent = Promise.race([once(child, 'close'), ended.then(() => pause(SILENT_AFTER_MS))]);
  const lines = keepLastLines(child, options.log);
  const dismissGuard = guard(pid, options.orphanSignal);
  let isAsked = false;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  child.once('exit', dismissGuard);

  return {
    hasEnded,
    finalWords: () => silent.then(() => lines.join('\n')),
    onCrash: (tell) => void silent.then(() => isAsked || tell?.(lines.join('\n'))),

    async stop(signal, graceMs) {
      isAsked = true;
      if (!hasEnded()) child.kill(signal);
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(force);
    },

    async kill9() {
      isAsked = true;
      const children = await childrenOf(pid);
      child.kill('SIGKILL');
      for (const each of children) kill(each, 'SIGKILL');
      await ended;
    },
  };
}

function keepLastLines(
  child: ChildProcess,
  log: (line: string) => void = () => undefined,
): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > LAST_LINES) lines.shift();
      log(line);
    });
  }
  return lines;
}

/** A shell that waits for a line from us; the end of the pipe without a line means that we died. */
function guard(pid: number, signal: 'INT' | 'TERM'): () => void {
  const script = 'read -r line || kill -s "$1" "$2"';
  const shell = spawn('sh', ['-c', script, 'guard', signal, `${pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return () => shell.stdin.end('\n');
}

/** Process ids of the direct children; empty where the system does not tell. */
async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}

/** Sends a signal to a process that may be gone already; false when it is. */
export function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
