import path from 'node:path';
import type { Stack } from './stack.ts';
import { paint, seconds } from './terminal.ts';

const WIDTH = 88;
const NAME_WIDTH = 14;

type Row = readonly [name: string, value: string];

/** What a person needs to know once everything runs. `settings` are in effect, `startMs` is what the start took. */
export function panel(stack: Stack, settings: readonly string[], startMs: number): string {
  const { url, gateways, admin, dataDir } = stack;
  const rows: Row[] = [
    ['open', url],
    ...gateways.slice(1).map((other) => ['also at', other] as const),
    ['API', `${url}/api/docs`],
    ['organiser', `${admin.email}  ${admin.password}`],
    ['API key', admin.apiKey],
    ['data folder', path.relative(process.cwd(), dataDir) || '.'],
    ...wrap(settings).map((line, index) => [index === 0 ? 'settings' : '', line] as const),
    ['try', 'make demo, in another terminal'],
    ['stop', 'Ctrl-C'],
  ];
  const rule = paint('dim', '─'.repeat(WIDTH));
  const title = `  ${paint('bold', 'Karcis is ready')} after ${seconds(startMs)}`;
  return ['', rule, title, ...rows.map(lineOf), rule, ''].join('\n');
}

const lineOf = ([name, value]: Row) => `  ${paint('bold', name.padEnd(NAME_WIDTH))}${value}`;

/** Joins words into lines that fit into the panel. */
function wrap(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last && last.length + word.length < WIDTH - NAME_WIDTH)
      lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}
