import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Item, listOf, ItemSummary } from '@karcis/contracts';
import { createApi } from '@karcis/local';
import { type Check, fail, pass, unseen, warn } from '../finding.ts';
import { query } from '../query.ts';
import { gatewayOf, type Settings } from '../settings.ts';

/** A draft that nobody but organisers sees; there is one, for ever. */
const TITLE = 'Karcis doctor (draft, never shown)';
const HEARD_WITHIN_MS = 10_000;
const SLOW_MS = 2_000;
const POLL_MS = 20;
const ItemList = listOf(ItemSummary);

/**
 * Changes a draft over the API: capacity announces it through its outbox, and booking, which hears of it from the queue, writes it
 * down. That row is the event's way back.
 */
export const event: Check = {
  name: 'event',
  remedy: 'see that gateway, capacity, booking and NATS run and reach each other',
  async look(settings) {
    const { ADMIN_API_KEY: token, DATABASE_URL_BOOKING: url } = settings;
    if (!token || !url) return [unseen('the queue', 'ADMIN_API_KEY and DATABASE_URL_BOOKING')];

    const mark = `doctor ${randomUUID()}`;
    const item = await changeDraft(settings, token, mark);
    if (typeof item === 'string') {
      return [fail(`the API said ${item}`, 'give an ADMIN_API_KEY that the gateway knows')];
    }
    const sentAt = performance.now();
    while (!(await isHeard(url, item.id, mark))) {
      if (performance.now() - sentAt > HEARD_WITHIN_MS) {
        return [
          fail(
            `an event from capacity did not reach booking within ${HEARD_WITHIN_MS / 1000} s`,
            'see that NATS runs with JetStream and room on its disk; /admin/dead-letters and booking’s log say what it set aside',
          ),
        ];
      }
      await pause(POLL_MS);
    }
    const ms = Math.round(performance.now() - sentAt);
    return [
      ms > SLOW_MS
        ? warn(`an event took ${ms} ms through the queue`, 'look at consumer and outbox lag')
        : pass(`an event went through outbox, queue and consumer in ${ms} ms`),
    ];
  },
};

/** The draft with its place changed to `location`, or what the API said instead. */
async function changeDraft(settings: Settings, token: string, location: string) {
  const api = createApi(gatewayOf(settings));
  const query = new URLSearchParams({ q: TITLE, status: 'DRAFT' });
  const list = await api('GET', `/api/admin/items?${query}`, { token });
  if (list.status !== 200) return codeOf(list);
  const known = ItemList.loose()
    .parse(list.json)
    .data.find(({ title }) => title === TITLE);
  const answer = known
    ? await api('PATCH', `/api/admin/items/${known.id}`, { token, body: { location } })
    : await api('POST', '/api/admin/items', { token, body: { ...draft(), location } });
  return answer.status < 300 ? (answer.json as Item) : codeOf(answer);
}

const codeOf = ({ status, json }: { readonly status: number; readonly json: unknown }) =>
  `${(json as { code?: string } | undefined)?.code ?? status}`;

const draft = () => ({
  title: TITLE,
  startsAt: new Date(Date.now() + 3_600_000).toISOString(),
  capacity: 0,
  price: 0,
  status: 'DRAFT' as const,
});

const isHeard = async (url: string, id: string, location: string) =>
  (await query(url, `select from items where id = $1 and facts->>'location' = $2`, [id, location]))
    .length > 0;
