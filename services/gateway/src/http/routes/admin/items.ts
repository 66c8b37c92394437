import {
  CreateItem,
  Item,
  ItemStatus,
  ItemSummary,
  NoFields,
  Page,
  type ResponseOf,
  UpdateItem,
  type createItem,
  instant,
  listOf,
  uuid,
} from '@karcis/contracts';
import { ProblemError, problem } from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import type { EffectReply, Once } from '../../once.ts';
import { pageFrom } from '../../page.ts';
import { type Route, answer, defineRoute, ok } from '../../route.ts';
import { byItemRef, searchText } from '../refs.ts';
import { organiserScope } from './scope.ts';

export type AdminItemRoutesDeps = {
  readonly calls: Pick<Calls, 'findItem' | 'listItems' | 'createItem' | 'updateItem'>;
  readonly once: Once;
};

const PATH = '/api/admin/items';
const ListQuery = Page.extend({ q: searchText.optional(), status: ItemStatus.optional() });
const ItemList = listOf(ItemSummary).extend({ serverTime: instant });
const byId = { schema: z.object({ id: uuid }), otherwise: 'item-not-found' } as const;
/** A description alone may take more than a booking's body. */
const BODY_BYTES_MAX = 262_144;

/** Items as the organiser sees and changes them, drafts included. */
export function adminItemRoutes({ calls, once }: AdminItemRoutesDeps): Route[] {
  const setStatus = (status: 'OPEN' | 'CLOSED', verb: string, summary: string) =>
    defineRoute({
      method: 'post',
      path: `${PATH}/:id/${verb}`,
      summary,
      access: 'organiser',
      params: byId,
      body: NoFields,
      idempotent: true,
      answers: { 200: Item },
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () =>
          reply(200, await calls.updateItem({ id: ask.params.id, changes: { status } })),
        ),
    });

  return [
    defineRoute({
      method: 'get',
      path: PATH,
      summary: 'Lists items by start, drafts included',
      access: 'organiser',
      alsoFor: ['reviewer', 'door'],
      query: ListQuery,
      answers: { 200: ItemList },
      handle: async ({ query }) => ok(pageFrom(await calls.listItems({ ...query, drafts: true }))),
    }),
    defineRoute({
      method: 'post',
      path: PATH,
      summary: 'Makes an item',
      access: 'organiser',
      body: CreateItem,
      bodyBytesMax: BODY_BYTES_MAX,
      idempotent: true,
      answers: { 201: Item },
      problems: ['slug-taken'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async (run) =>
          reply(201, await calls.createItem({ id: run.idOf('item'), item: ask.body })),
        ),
    }),
    defineRoute({
      method: 'get',
      path: `${PATH}/:id`,
      summary: 'An item',
      access: 'organiser',
      alsoFor: ['reviewer', 'door'],
      params: byItemRef,
      answers: { 200: Item },
      async handle({ params }) {
        const found = await calls.findItem({ ref: params.id, drafts: true });
        if (!found.found) throw new ProblemError('item-not-found');
        return ok(found.item);
      },
    }),
    defineRoute({
      method: 'patch',
      path: `${PATH}/:id`,
      summary: 'Changes an item; what is left out stays',
      access: 'organiser',
      params: byId,
      body: UpdateItem,
      bodyBytesMax: BODY_BYTES_MAX,
      answers: { 200: Item },
      problems: ['slug-taken', 'capacity-in-use'],
      handle: async ({ params, body }) =>
        reply(200, await calls.updateItem({ id: params.id, changes: body })),
    }),
    setStatus('OPEN', 'open', 'Opens an item for bookings'),
    setStatus('CLOSED', 'close', 'Stops new holds; what is held stays'),
  ];
}

function reply(status: number, result: ResponseOf<typeof createItem>): EffectReply {
  switch (result.outcome) {
    case 'ok': {
      const location = `${PATH}/${result.item.id}`;
      const headers = status === 201 ? { Location: location } : {};
      return { ...answer(status, result.item, headers), location };
    }
    case 'invalid':
      return {
        problem: problem('validation-failed', {
          errors: [
            { pointer: result.pointer, code: 'invalid', detail: inBothLanguages(result.detail) },
          ],
        }),
      };
    case 'capacity-in-use':
      return { problem: problem('capacity-in-use', { members: { inUse: result.inUse } }) };
    default:
      return { problem: problem(result.outcome) };
  }
}

/** As schemas write their messages: `Indonesian | English`. */
function inBothLanguages(detail: string) {
  const [id = detail, en = id] = detail.split(' | ');
  return { id, en };
}
