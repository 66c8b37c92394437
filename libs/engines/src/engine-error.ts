/** An engine cannot run here; the message is one sentence for the person at the terminal. */
export class EngineError extends Error {
  override name = 'EngineError';
}

/** Somebody listens on the port already: worth another try where the port is ours to choose. */
export class PortTaken extends EngineError {
  override name = 'PortTaken';
}

export const portTaken = (port: number, engine: string) =>
  new PortTaken(
    `Port ${port} is taken: stop what listens there, or let ${engine} use another one.`,
  );

type Attempt = { readonly engine: string; readonly dataDir: string; readonly port?: number };

/** Turns what an engine said before it ended into one sentence that names the remedy. */
export function explain(lastWords: string, { engine, dataDir, port }: Attempt): EngineError {
  if (port !== undefined && /address already in use/i.test(lastWords)) {
    return portTaken(port, engine);
  }
  if (/no space left on device|ENOSPC|disk quota exceeded/i.test(lastWords)) {
    return new EngineError(`The disk is full: ${engine} needs room in ${dataDir}.`);
  }
  if (/permission denied|wrong ownership|not permitted|EROFS|read-only/i.test(lastWords)) {
    return new EngineError(
      `${engine} may not use ${dataDir}: make the folder belong to you, or choose another one.`,
    );
  }
  if (/EEXIST|ENOTDIR|not a directory/.test(lastWords)) {
    return new EngineError(`${dataDir} is not a folder: ${engine} needs one for its data.`);
  }
  return new EngineError(`${engine} did not start: ${reason(lastWords) || 'it said nothing'}.`);
}

const REASON = /(FATAL|PANIC|\[FTL\]|\[ERR\]|error:|could not).*/;

/** What follows the time and the process id in the line that says why; else the last line. */
function reason(lastWords: string): string {
  const lines = lastWords.split('\n').filter((line) => line.trim());
  const why = lines.map((line) => REASON.exec(line)?.[0]).findLast((found) => found !== undefined);
  return (why ?? lines.at(-1) ?? '').trim().replace(/\.$/, '');
}
