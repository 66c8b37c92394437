import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { readCpu } from './cpu.ts';
import { generate, type Load, type Result } from './generate.ts';
import { choosePhases, runPhases } from './phases.ts';
import { type Rivals, startRivals } from './stack.ts';

/**
 * `make bench`: what one hold over HTTP costs, all guarantees on, beside the monolith that people would write instead; in one run,
 * on one PostgreSQL, with durable commits. Only the ratios mean something elsewhere.
 */
const seconds = Number(process.env['SECONDS'] ?? 8);
const connections = Number(process.env['CONNECTIONS'] ?? 64);
const warmUpSeconds = 3;
const lookEveryMs = 1_000;
/** What idle processes use in that time. */
const quietCpuSeconds = 0.3;

const asked = process.argv.slice(2);
if (asked.length > 0) {
  const found = await runPhases(choosePhases(asked));
  await writeFile('.karcis-bench-phases.json', JSON.stringify(found, null, 2));
  process.exit();
}

type Measured = Result & { readonly cpuMicros: Readonly<Record<string, number>> };

await using rivals = await startRivals({});
const items = await makeItems(rivals, 100);
const hot = items.slice(0, 1);

const table: Record<string, Measured> = {};
for (const [name, ours, theirs] of [
  ['hot item', hot, rivals.monolith.items.slice(0, 1)],
  ['100 items', items, rivals.monolith.items],
] as const) {
  table[`monolith, ${name}`] = await measure(rivals.monolith.port, () =>
    monolithHold(pick(theirs)),
  );
  table[`karcis, ${name}`] = await measure(gatewayPort(), () => karcisHold(pick(ours)));
}
table['monolith, read an item'] = await measure(rivals.monolith.port, () => ({
  path: `/items/${pick(rivals.monolith.items)}`,
}));
table['karcis, read an item'] = await measure(gatewayPort(), () => ({
  path: `/api/items/${pick(items)}`,
}));
table['karcis, list items'] = await measure(gatewayPort(), () => ({ path: '/api/items' }));

print(table);
/** In the root, and ignored by git. */
const resultFile = '.karcis-bench.json';
await writeFile(resultFile, JSON.stringify({ seconds, connections, table }, null, 2));
console.log(`\nWritten to ${resultFile}.`);

function gatewayPort(): number {
  return Number(new URL(rivals.karcis.gateways[0] as string).port);
}

async function measure(port: number, next: Load['next']): Promise<Measured> {
  const load = { port, connections, next };
  const names = new Map([
    ...rivals.karcis.services.map(({ name, pid }) => [pid ?? 0, name] as const),
    [rivals.karcis.launcher.pid, 'launcher'] as const,
    [rivals.monolith.pid, 'monolith'] as const,
    [process.pid, 'generator'] as const,
  ]);
  await settled(names);
  await generate({ ...load, seconds: warmUpSeconds });
  const before = readCpu(names);
  const result = await generate({ ...load, seconds });
  const answered = Object.values(result.answers).reduce((sum, count) => sum + count, 0);
  const cpuMicros = Object.fromEntries(
    [...readCpu(names)]
      .map(([name, used]) => [name, ((used - (before.get(name) ?? 0)) * 1e6) / answered] as const)
      .filter(([, micros]) => micros >= 0.5),
  );
  return { ...result, cpuMicros };
}

/** Messages of the former phase are still being written when it ends: each phase begins when all is quiet. */
async function settled(names: ReadonlyMap<number, string>): Promise<void> {
  const total = () => [...readCpu(names).values()].reduce((sum, used) => sum + used, 0);
  for (let former = total(); ;) {
    await pause(lookEveryMs);
    const now = total();
    if (now - former < quietCpuSeconds) return;
    former = now;
  }
}

async function makeItems({ karcis }: Rivals, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const answer = await fetch(`${karcis.gateways[0]}/api/admin/items`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${karcis.admin.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({
        title: `Konser ${n}`,
        startsAt: '2035-01-01T12:00:00.000Z',
        capacity: 1_000_000,
        price: 150_000,
        status: 'OPEN',
      }),
    });
    if (answer.status !== 201)
      throw new Error(`item ${n}: ${answer.status} ${await answer.text()}`);
    ids.push(((await answer.json()) as { id: string }).id);
  }
  return ids;
}

function karcisHold(itemId: string) {
  const body = JSON.stringify({
    itemId,
    name: 'Siti Aminah',
    contact: { email: 'siti@example.org' },
  });
  return {
    method: 'POST',
    path: '/api/bookings/hold',
    headers: `Idempotency-Key: ${randomBytes(16).toString('hex')}\r\n`,
    body,
  };
}

function monolithHold(itemId: string) {
  const body = JSON.stringify({ itemId, name: 'Siti Aminah', contact: 'siti@example.org' });
  return { method: 'POST', path: '/hold', body };
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)] as T;
}

function print(rows: Readonly<Record<string, Measured>>): void {
  for (const [name, { perSecond, p50Ms, p99Ms, answers, broken, cpuMicros }] of Object.entries(
    rows,
  )) {
    const cpu = Object.entries(cpuMicros)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 8)
      .map(([process, micros]) => `${process} ${micros.toFixed(0)}`);
    console.log(
      `${name.padEnd(24)} ${perSecond.toFixed(0).padStart(7)}/s  p50 ${p50Ms.toFixed(1)} ms  p99 ${p99Ms.toFixed(1)} ms  ${JSON.stringify(answers)}${broken ? ` broken ${broken}` : ''}`,
    );
    console.log(`${''.padEnd(24)} µs of CPU each: ${cpu.join(', ')}`);
  }
  for (const name of ['hot item', '100 items', 'read an item']) {
    const [ours, theirs] = [rows[`karcis, ${name}`], rows[`monolith, ${name}`]];
    if (!ours || !theirs) continue;
    console.log(
      `${name}: ${(ours.perSecond / theirs.perSecond).toFixed(1)} times the monolith, p99 ${(ours.p99Ms / theirs.p99Ms).toFixed(2)} of its`,
    );
  }
}
