import path from 'node:path';
import type { Stack } from './stack.ts';
import { paint, seconds } from './terminal.ts';

/** What a person needs to know once everything runs. `startMs` is what the start took. */
export function panel({ url, gateways, admin, dataDir }: Stack, startMs: number): string {
  const more = gateways.slice(1).join('  ');
  const rows = [
    ['Karcis is ready', `after ${seconds(startMs)}`],
    ['open', url],
    ...(more ? [['also at', more]] : []),
    ['API', `${url}/api/docs`],
    ['organiser', `${admin.email}  ${admin.password}`],
    ['API key', admin.apiKey],
    ['data folder', path.relative(process.cwd(), dataDir) || '.'],
    ['try', 'make demo'],
    ['stop', 'Ctrl-C'],
  ];
  const lines = rows.map(
    ([name = '', value = '']) => `  ${paint('bold', name.padEnd(16))}${value}`,
  );
  const rule = paint('dim', '─'.repeat(72));
  return ['', rule, ...lines, rule, ''].join('\n');
}
