import { type DeadLetter, type List, deadLetterServices } from '@karcis/contracts';
import type { Calls } from '../calls.ts';

type Request = { readonly limit: number; readonly cursor?: string | undefined };
export type DeadLetterPage = List<DeadLetter> | { readonly badCursor: true };

/**
 * The dead letters of every service, one service after the other. A cursor says which service, and where in its
 * list. One service that does not answer fails the page: what is missing must not look like nothing.
 */
export async function listAllDeadLetters(
  list: Calls['listDeadLetters'],
  { limit, cursor }: Request,
): Promise<DeadLetterPage> {
  const start = cursor === undefined ? { index: 0, cursor: undefined } : readCursor(cursor);
  if (!start) return { badCursor: true };

  const data: DeadLetter[] = [];
  let within = start.cursor;
  for (const [index, service] of deadLetterServices.entries()) {
    if (index < start.index) continue;

    const wanted = limit - data.length;
    const page = await list[service]({ limit: wanted, ...(within && { cursor: within }) });
    if ('badCursor' in page) return page;

    data.push(...page.data);
    within = undefined;
    if (page.nextCursor) return { data, nextCursor: `${service}:${page.nextCursor}` };
    if (data.length === limit && index + 1 < deadLetterServices.length) {
      return { data, nextCursor: `${deadLetterServices[index + 1]}:` };
    }
  }
  return { data, nextCursor: null };
}

function readCursor(cursor: string): { index: number; cursor: string | undefined } | undefined {
  const colon = cursor.indexOf(':');
  const index = deadLetterServices.findIndex((service) => service === cursor.slice(0, colon));
  return index === -1 ? undefined : { index, cursor: cursor.slice(colon + 1) || undefined };
}
