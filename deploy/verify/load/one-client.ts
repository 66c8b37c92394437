import { makeItems, portOf } from './items.ts';
import { measure } from './measure.ts';
import type { Phase } from './phase.ts';
import { holdPlace, karcisHold, monolithHold } from './requests.ts';
import { startRivals } from './stack.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 3);

/** What one person waits for when nobody else is there. */
export const oneClient: Phase = {
  name: 'one-client',
  about: 'one connection, one request at a time',
  async run() {
    await using rivals = await startRivals({});
    const { karcis, monolith } = rivals;
    const [item] = await makeItems(karcis, 20);
    const id = item?.id as string;
    const theirId = monolith.items[0] as string;
    const { code } = await holdPlace(karcis.gateways[0] as string, id);
    const alone = { connections: 1, seconds: SECONDS };
    const ours = { ...alone, port: portOf(karcis.gateways[0] as string) };
    const theirs = { ...alone, port: monolith.port };

    return [
      await measure(rivals, 'monolith, hold', { ...theirs, next: () => monolithHold(theirId) }),
      await measure(rivals, 'karcis, hold', { ...ours, next: () => karcisHold(id) }),
      await measure(rivals, 'monolith, item', {
        ...theirs,
        next: () => ({ path: `/items/${theirId}` }),
      }),
      await measure(rivals, 'karcis, item', {
        ...ours,
        next: () => ({ path: `/api/items/${id}` }),
      }),
      await measure(rivals, 'monolith, list', { ...theirs, next: () => ({ path: '/items' }) }),
      await measure(rivals, 'karcis, list', { ...ours, next: () => ({ path: '/api/items' }) }),
      await measure(rivals, 'karcis, status', {
        ...ours,
        next: () => ({ path: `/api/bookings/${code}` }),
      }),
    ];
  },
};
