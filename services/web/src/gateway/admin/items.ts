import type { Item, ItemSummary, List } from '@karcis/contracts';
import type { Answer, Ask } from '../connection.ts';
import type { Sealed } from '../public-api.ts';

const PATH = '/api/admin/items';
const at = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export type AdminItemList = List<ItemSummary> & { readonly serverTime: string };

/** Items, drafts included. Bodies are checked by the API and by nobody before it. */
export const itemCalls = (ask: Ask) => ({
  list: (query: Readonly<Record<string, string>>): Promise<Answer<AdminItemList>> =>
    ask({ path: `${PATH}?${new URLSearchParams(query)}` }),
  find: (id: string): Promise<Answer<Item>> => ask({ path: at(id) }),
  create: (body: unknown, sealed: Sealed): Promise<Answer<Item>> =>
    ask({ method: 'POST', path: PATH, body, ...sealed }),
  change: (
    id: string,
    body: unknown,
    { csrfToken }: Pick<Sealed, 'csrfToken'>,
  ): Promise<Answer<Item>> => ask({ method: 'PATCH', path: at(id), body, csrfToken }),
  open: (id: string, sealed: Sealed): Promise<Answer<Item>> =>
    ask({ method: 'POST', path: `${at(id)}/open`, body: {}, ...sealed }),
  close: (id: string, sealed: Sealed): Promise<Answer<Item>> =>
    ask({ method: 'POST', path: `${at(id)}/close`, body: {}, ...sealed }),
  addImage: (form: FormData, sealed: Sealed): Promise<Answer<{ imageUrl: string }>> =>
    ask({ method: 'POST', path: '/api/admin/images', form, ...sealed }),
});
