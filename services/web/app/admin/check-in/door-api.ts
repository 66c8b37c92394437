import {
  CheckInAnswer,
  type CheckInRequest,
  DoorList,
  type DoorTicket,
  SyncCheckInsAnswer,
  type SyncCheckInsRequest,
  SYNC_ENTRIES_MAX,
  TicketKeySet,
  type TicketRefusal,
} from '@karcis/contracts';
import type { KeptList } from './entries.ts';

/** A request that says nothing for so long is taken for a network that is gone. */
const ANSWER_MS = 5_000;
const PAGE = 100;

/** The network did not bring an answer, or not one of ours. */
export class NoNetwork extends Error {
  override readonly name = 'NoNetwork';
}

/** What the API said, whatever it was. */
export type Said = { readonly status: number; readonly body: unknown };

/** The API as a door asks it, by its own fetch: what it does while nobody answers is its own business. */
export function createDoorApi(csrfToken: string) {
  let token = csrfToken;

  async function ask(path: string, post?: { body: unknown; key: string }): Promise<Said> {
    try {
      const response = await fetch(path, {
        method: post ? 'POST' : 'GET',
        cache: 'no-store',
        signal: AbortSignal.timeout(ANSWER_MS),
        headers: {
          Accept: 'application/json',
          ...(post && {
            'Content-Type': 'application/json',
            'Idempotency-Key': post.key,
            'X-CSRF-Token': token,
          }),
        },
        ...(post && { body: JSON.stringify(post.body) }),
      });
      if (response.status >= 500) throw new NoNetwork(`answered ${response.status}`);
      return { status: response.status, body: await response.json() };
    } catch (error) {
      if (error instanceof NoNetwork) throw error;
      throw new NoNetwork('no answer', { cause: error });
    }
  }

  /** The page may have been kept for a day: its token is old, its session is not. */
  async function send(path: string, body: unknown, key: string): Promise<Said> {
    const said = await ask(path, { body, key });
    if ((said.body as { code?: string }).code !== 'csrf-token-invalid') return said;
    const fresh = await ask('/api/csrf');
    token = (fresh.body as { csrfToken: string }).csrfToken;
    return ask(path, { body, key });
  }

  return {
    /** Throws NoNetwork while there is none. */
    async ping(): Promise<void> {
      await ask('/api/time');
    },

    checkIn: (request: CheckInRequest & { entryId: string }): Promise<Said> =>
      send('/api/admin/check-in', request, request.entryId),

    sync: async (request: SyncCheckInsRequest): Promise<SyncCheckInsAnswer | SignedOut> => {
      const said = await send('/api/admin/check-in/sync', request, crypto.randomUUID());
      return said.status === 200 ? SyncCheckInsAnswer.parse(said.body) : 'signed-out';
    },

    /** All pages of the list and the keys. */
    async loadList(itemId: string): Promise<KeptList | SignedOut> {
      const tickets: DoorTicket[] = [];
      let asOf: string | undefined;
      for (let cursor: string | null = null; ;) {
        const query = new URLSearchParams({ limit: String(PAGE), ...(cursor && { cursor }) });
        const said = await ask(`/api/admin/items/${itemId}/tickets?${query}`);
        if (said.status !== 200) return 'signed-out';
        const page = DoorList.parse(said.body);
        asOf ??= page.serverTime;
        tickets.push(...page.data);
        cursor = page.nextCursor;
        if (!cursor) break;
      }
      const { keys } = TicketKeySet.parse((await ask('/.well-known/jwks.json')).body);
      return { itemId, tickets, keys, asOf };
    },
  };
}

export type DoorApi = ReturnType<typeof createDoorApi>;
type SignedOut = 'signed-out';

/** So many entries at a time. */
export const inChunks = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / SYNC_ENTRIES_MAX) }, (_, index) =>
    all.slice(index * SYNC_ENTRIES_MAX, (index + 1) * SYNC_ENTRIES_MAX),
  );

/** What the server's answer to a check-in means. Undefined: it decided nothing. */
export function readCheckIn({ status, body }: Said) {
  if (status === 200) return { in: CheckInAnswer.parse(body).ticket } as const;
  const problem = body as { code?: string; ticket?: DoorTicket; reason?: TicketRefusal };
  if (problem.code === 'already-checked-in' && problem.ticket) {
    return { already: problem.ticket } as const;
  }
  if (problem.code === 'ticket-invalid') {
    return { invalid: problem.reason ?? 'unreadable' } as const;
  }
  return status === 401 || status === 403 ? ('signed-out' as const) : undefined;
}
