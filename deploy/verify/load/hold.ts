import { asAdmin } from './as-admin.ts';
import { readTicks, stolenSince } from './cpu.ts';
import { generate, type Load } from './generate.ts';
import { makeItems, portOf } from './items.ts';
import { measure } from './measure.ts';
import type { Phase, Row } from './phase.ts';
import { middle } from './quantiles.ts';
import { karcisHold, monolithHold, pick } from './requests.ts';
import { type Rivals, startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 4);
const TURNS = Number(process.env['TURNS'] ?? 5);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 64);
/** So long a service compiles its code, on the processors that are measured: after its start, and when it is asked for something else. */
const WARM_UP_SECONDS = Number(process.env['WARM_UP'] ?? 15);
const MEASURED_ITEMS = 100;

/** The on-sale moment: one item that everybody wants, then 100 items; durable commits on both sides, one PostgreSQL. */
export const hold: Phase = {
  name: 'hold',
  about: 'a hold over HTTP with every guarantee on, beside the monolith that people would write',
  async run() {
    await using rivals = await startRivals({});
    const { karcis, monolith } = rivals;
    const items = (await makeItems(karcis, 2 * MEASURED_ITEMS)).map(({ id }) => id);
    const port = portOf(karcis.gateways[0] as string);
    const onTheirs = (from: readonly string[]) => ({
      port: monolith.port,
      next: () => monolithHold(pick(from)),
    });
    const onOurs = (from: readonly string[]) => ({ port, next: () => karcisHold(pick(from)) });
    const rows: Row[] = [];
    for (const [name, itemsOf] of [
      ['hot item', (all: readonly string[], turn: number) => all.slice(turn, turn + 1)],
      ['100 items', (all: readonly string[]) => all.slice(0, MEASURED_ITEMS)],
    ] as const) {
      const sides = (turn: number, from = 0) => ({
        theirs: onTheirs(itemsOf(monolith.items.slice(from), turn)),
        ours: onOurs(itemsOf(items.slice(from), turn)),
      });
      // On other items: the monolith counts the bookings of an item at each hold.
      for (const load of Object.values(sides(0, MEASURED_ITEMS)))
        await generate({ ...load, connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
      await dropMessages(rivals);
      rows.push(...(await inTurns(rivals, name, sides)));
    }
    return rows;
  },
};

type Side = Pick<Load, 'port' | 'next'>;

/** One after the other, again and again, since what neighbours on the host take changes within seconds. */
async function inTurns(
  rivals: Rivals,
  name: string,
  sides: (turn: number) => { readonly theirs: Side; readonly ours: Side },
): Promise<Row[]> {
  const load = { connections: CONNECTIONS, seconds: SECONDS };
  const monolith: Row[] = [];
  const karcis: Row[] = [];
  const before = readTicks();
  for (let turn = 0; turn < TURNS; turn += 1) {
    const { theirs, ours } = sides(turn);
    monolith.push(await measure(rivals, `monolith, ${name}`, { ...load, ...theirs }));
    karcis.push(await measure(rivals, `karcis, ${name}`, { ...load, ...ours }));
    await dropMessages(rivals);
  }
  const ratios = (figure: string) =>
    karcis.map(
      (row, turn) => Number(row.figures[figure]) / Number(monolith[turn]?.figures[figure]),
    );
  const [faster, p99] = [ratios('a second'), ratios('p99 ms')];
  return [
    middleRow(monolith),
    middleRow(karcis),
    {
      name: `${name}: karcis to monolith`,
      figures: {
        'times as many': middle(faster),
        'p99 of its': middle(p99),
        'by turn': faster
          .map((one, turn) => `${one.toFixed(2)} (${p99[turn]?.toFixed(2)})`)
          .join(', '),
        'stolen by neighbours %': stolenSince(before),
      },
    },
  ];
}

/** The turn of the middle speed, with the middle of all turns for each time. */
function middleRow(rows: readonly Row[]): Row {
  const of = (figure: string) => rows.map(({ figures }) => Number(figures[figure]));
  const speed = middle(of('a second'));
  const row = rows.find(({ figures }) => figures['a second'] === speed) as Row;
  const times = { 'p50 ms': middle(of('p50 ms')), 'p99 ms': middle(of('p99 ms')) };
  return { ...row, figures: { ...row.figures, ...times } };
}

/**
 * E-mail of thousands of holds goes out for minutes, at its server's pace: it must not run through the rival's turn. What a worker
 * is at is left to it, since two who wait for each other's rows end as a deadlock.
 */
const dropMessages = ({ adminUrl }: Rivals): Promise<unknown> =>
  asAdmin(adminUrl, 'karcis', async (admin) => {
    for (const [table, which] of [
      ['deliveries', `status in ('planned', 'queued')`],
      ['backlog', 'true'],
    ]) {
      await admin.query(`
        delete from notifier.${table} where id in (
          select id from notifier.${table} where ${which} for update skip locked)`);
    }
  });
