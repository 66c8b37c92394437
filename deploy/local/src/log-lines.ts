import { paint } from './terminal.ts';

type Style = Parameters<typeof paint>[0];

const SOURCE_WIDTH = 18;
const SOURCE_STYLES: readonly Style[] = [
  'cyan',
  'magenta',
  'blue',
  'green',
  'yellow',
  'cyanBright',
  'magentaBright',
];
const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
  debug: 'dim',
  trace: 'dim',
};

/** Fields that the line already shows, or that say nothing on one machine. */
const SHOWN = new Set(['level', 'time', 'msg', 'service', 'pid', 'hostname', 'err', 'error']);

export type Print = (line: string) => void;

/** Lines that come at once go out in one write: each costs as much as a hundred lines do. */
export function inOneWrite(print: Print): Print {
  let lines: string[] = [];
  return (line) => {
    if (lines.push(line) > 1) return;
    queueMicrotask(() => {
      const text = lines.join('\n');
      lines = [];
      print(text);
    });
  };
}

/** Gives each source of lines its name in front and a colour of its own; JSON lines of pino become readable. */
export function createLogLines(print: Print): (source: string) => Print {
  let sources = 0;
  return (source) => {
    const style = SOURCE_STYLES[sources++ % SOURCE_STYLES.length] ?? 'cyan';
    const prefix = paint(style, source.padEnd(SOURCE_WIDTH));
    return (line) => print(`${prefix} ${readable(line)}`);
  };
}

/** One line for people: time, level, message, and the other fields as `name=value`. */
export function readable(line: string): string {
  const entry = parse(line);
  if (!entry) return line;

  const { level, time, msg, err, error } = entry;
  const word = String(level ?? 'info');
  const fields: string[] = [];
  for (const name in entry) {
    if (!SHOWN.has(name)) fields.push(paint('dim', `${name}=${show(entry[name])}`));
  }
  const painted = LEVEL_STYLES[word] ? paint(LEVEL_STYLES[word], word.padEnd(5)) : word.padEnd(5);
  const parts = [paint('dim', clock(time)), painted, String(msg ?? ''), ...fields];
  return [parts.join(' '), ...stackOf(err ?? error)].join('\n    ');
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** `2030-01-01T10:20:30.456Z` as `10:20:30.456`. */
const clock = (time: unknown) => (typeof time === 'string' ? time.slice(11, 23) : '');

function show(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /[\s"=]/.test(value) ? JSON.stringify(value) : value;
}

function stackOf(error: unknown): string[] {
  const { stack, message } = (error ?? {}) as { stack?: string; message?: string };
  return (stack ?? message ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
