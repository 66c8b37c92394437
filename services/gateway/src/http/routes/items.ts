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

  return [
    defineRoute({
      method: 'get',
      path: '/api/items',
      summary: 'Lists items by start',
      access: 'public',
      query: ListQuery,
      answers: { 200: ItemList },
      handle: async ({ query }) => ok(pageFrom(await calls.listItems({ ...query, drafts: false }))),
    }),
    defineRoute({
      method: 'get',
      path: '/api/items/:id',
      summary: 'An item with its availability, exact at serverTime',
      access: 'public',
      params: byItemRef,
      answers: { 200: Item },
      handle: async ({ params }) => ok(await getItem(params.id)),
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
