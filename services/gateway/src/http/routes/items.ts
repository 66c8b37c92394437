import {
  Item,
  ItemStatus,
  ItemSummary,
  Page,
  PaymentMethod,
  instant,
  listOf,
} from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../calls.ts';
import { createSharedReads } from '../../queries/shared-reads.ts';
import type { Streams } from '../streams.ts';
import { pageFrom } from '../page.ts';
import { type Route, defineRoute, ok } from '../route.ts';
import { byItemRef, searchText } from './refs.ts';

const ListQuery = Page.extend({ q: searchText.optional(), status: ItemStatus.optional() });
const ItemList = listOf(ItemSummary).extend({ serverTime: instant });

export type ItemRoutesDeps = {
  readonly calls: Pick<Calls, 'findItem' | 'listItems' | 'listPaymentMethods'>;
  readonly streams: Streams;
};

/** What everybody may see of items. Drafts do not exist here. */
export function itemRoutes({ calls, streams }: ItemRoutesDeps): Route[] {
  async function getItem(ref: string) {
    const answer = await calls.findItem({ ref, drafts: false });
    if (!answer.found) throw new ProblemError('item-not-found');
    return answer.item;
  }

  /** Undefined when there is none. In JSON, made once for all who asked together. */
  const readItem = createSharedReads({
    keyOf: (ref: string) => ref,
    async read(ref) {
      const answer = await calls.findItem({ ref, drafts: false });
      return answer.found ? JSON.stringify(answer.item) : undefined;
    },
  });
  const readList = createSharedReads({
    keyOf: (query: z.infer<typeof ListQuery>) => JSON.stringify(query),
    async read(query) {
      const page = pageFrom(await calls.listItems({ ...query, drafts: false }));
      return Buffer.from(JSON.stringify(page));
    },
  });

  return [
    defineRoute({
      method: 'get',
      path: '/api/items',
      hot: true,
      summary: 'Lists items by start',
      access: 'public',
      query: ListQuery,
      answers: { 200: ItemList },
      handle: async ({ query }) => ({ status: 200, text: await readList(query) }),
    }),
    defineRoute({
      method: 'get',
      path: '/api/items/:id',
      hot: true,
      summary: 'An item with its availability, exact at serverTime',
      access: 'public',
      params: byItemRef,
      answers: { 200: Item },
      async handle({ params }) {
        const text = await readItem(params.id);
        if (!text) throw new ProblemError('item-not-found');
        return { status: 200, text };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/items/:id/payment-methods',
      summary: 'How to pay for an item',
      access: 'public',
      params: byItemRef,
      answers: { 200: z.strictObject({ data: z.array(PaymentMethod) }) },
      async handle({ params }) {
        const [methods] = await Promise.all([calls.listPaymentMethods({}), getItem(params.id)]);
        return ok(methods);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/items/:id/stream',
      summary: 'An item’s availability, at once and at each change',
      access: 'public',
      params: byItemRef,
      answers: {
        200: { contentType: 'text/event-stream', description: 'Events `availability`' },
      },
      async handle(ask) {
        const { id } = await getItem(ask.params.id);
        return streams.open(ask, 'item', (stream) => streams.items.join(id, 'public', stream));
      },
    }),
  ];
}
