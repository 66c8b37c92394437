import pg from 'pg';
import type { Load } from './generate.ts';
import { makeItems, portOf } from './items.ts';
import { measure } from './measure.ts';
import type { Phase, Row } from './phase.ts';
import { karcisHold, monolithHold, pick } from './requests.ts';
import { type Rivals, startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 8);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 64);

/** The on-sale moment: one item that everybody wants, then 100 items; durable commits on both sides, one PostgreSQL. */
export const hold: Phase = {
  name: 'hold',
  about: 'a hold over HTTP with every guarantee on, beside the monolith that people would write',
  async run() {
    await using rivals = await startRivals({});
    const { karcis, monolith } = rivals;
    const items = (await makeItems(karcis, 100)).map(({ id }) => id);
    const port = portOf(karcis.gateways[0] as string);
    const rows: Row[] = [];
    for (const [name, ours, theirs] of [
      ['hot item', items.slice(0, 1), monolith.items.slice(0, 1)],
      ['100 items', items, monolith.items],
    ] as const) {
      const monolithRow = await drive(rivals, `monolith, ${name}`, {
        port: monolith.port,
        next: () => monolithHold(pick(theirs)),
      });
      const karcisRow = await drive(rivals, `karcis, ${name}`, {
        port,
        next: () => karcisHold(pick(ours)),
      });
      rows.push(monolithRow, karcisRow, compare(name, karcisRow, monolithRow));
    }
    return rows;
  },
};

async function drive(
  rivals: Rivals,
  name: string,
  load: Pick<Load, 'port' | 'next'>,
): Promise<Row> {
  const row = await measure(rivals, name, {
    ...load,
    connections: CONNECTIONS,
    seconds: SECONDS,
  });
  await dropMessages(rivals);
  return row;
}

/** E-mail of thousands of holds goes out for minutes, at its server's pace: it must not run through the rival's turn. */
async function dropMessages({ adminUrl }: Rivals): Promise<void> {
  const admin = new pg.Client(Object.assign(new URL(adminUrl), { pathname: '/karcis' }).href);
  await admin.connect();
  await admin.query(`delete from notifier.deliveries where status in ('planned', 'queued')`);
  await admin.end();
}

function compare(name: string, ours: Row, theirs: Row): Row {
  const ratio = (figure: string) => Number(ours.figures[figure]) / Number(theirs.figures[figure]);
  return {
    name: `${name}: karcis to monolith`,
    figures: { 'times as many': ratio('a second'), 'p99 of its': ratio('p99 ms') },
  };
}
