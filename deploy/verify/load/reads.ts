import { makeItems, portOf } from './items.ts';
import { measure } from './measure.ts';
import type { Phase } from './phase.ts';
import { pick } from './requests.ts';
import { startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 5);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 64);

/** Reads at 64 connections: one item that all look at, 100 items, and the list of 20. */
export const reads: Phase = {
  name: 'reads',
  about: 'an item and the list, beside the monolith',
  async run() {
    await using rivals = await startRivals({});
    const { karcis, monolith } = rivals;
    const items = (await makeItems(karcis, 100)).map(({ id }) => id);
    const load = { connections: CONNECTIONS, seconds: SECONDS };
    const ours = (name: string, path: () => string) =>
      measure(rivals, `karcis, ${name}`, {
        ...load,
        port: portOf(karcis.gateways[0] as string),
        next: () => ({ path: path() }),
      });
    const theirs = (name: string, path: () => string) =>
      measure(rivals, `monolith, ${name}`, {
        ...load,
        port: monolith.port,
        next: () => ({ path: path() }),
      });

    return [
      await theirs('one item', () => `/items/${monolith.items[0]}`),
      await ours('one item', () => `/api/items/${items[0]}`),
      await theirs('100 items', () => `/items/${pick(monolith.items)}`),
      await ours('100 items', () => `/api/items/${pick(items)}`),
      await theirs('list of 20', () => '/items'),
      await ours('list of 20', () => '/api/items'),
    ];
  },
};
