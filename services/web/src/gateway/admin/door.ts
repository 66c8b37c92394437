import type { ItemSummary, List } from '@karcis/contracts';
import type { Answer, Ask } from '../connection.ts';

/** What the check-in page asks before it goes on by itself. */
export const doorCalls = (ask: Ask) => ({
  items: (): Promise<Answer<List<ItemSummary>>> => ask({ path: '/api/admin/items?limit=100' }),
});
