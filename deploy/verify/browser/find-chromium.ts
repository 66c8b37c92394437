import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The same browser without the parts that only a screen needs: a tenth less work for all of a test. */
const SHELL = 'chromium-headless-shell';
const NAMES = [SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Test files run side by side, and only one of them can install. */
const LOCK = path.join(tmpdir(), 'karcis-chromium.lock');
const APT = 'apt-get -o DPkg::Lock::Timeout=120 install --yes --no-install-recommends';
const GET = `{ ${APT} ${SHELL} || ${APT} chromium; }`;
const INSTALL = `command -v ${SHELL} || ${GET} || { apt-get update && ${GET}; }`;
const WHERE_TO = 'Install Chromium, or say where it is in CHROMIUM_BIN, and run the tests again.';

/**
 * The Chromium of this machine. Where there is none it is installed from Debian's packages; that takes a minute, once.
 * @throws Error with a sentence for the person at the terminal
 */
export async function findChromium(say: (line: string) => void): Promise<string> {
  const named = process.env['CHROMIUM_BIN'];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new Error(`CHROMIUM_BIN is ${named}, and nothing there can be run.`);
  }
  const found = await onPath();
  if (found) return found;

  say('Chromium is missing: installing it with apt-get, which takes about a minute …');
  await install();
  const installed = await onPath();
  if (!installed) throw new Error(`apt-get brought no Chromium. ${WHERE_TO}`);
  return installed;
}

async function install(): Promise<void> {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  try {
    await run('flock', [LOCK, 'sh', '-c', INSTALL], options);
  } catch (error) {
    const why = (error as { stderr?: string; message: string }).stderr || (error as Error).message;
    throw new Error(
      `The browser tests need Chromium, and it cannot be installed here (${why.trim().split('\n').at(-1)}). ${WHERE_TO}`,
      { cause: error },
    );
  }
}

async function onPath(): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const name of NAMES) {
      const file = path.join(folder, name);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

const isExecutable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
