import { decideOffline, type Presented } from './decide-offline.ts';
import type { DeviceStore } from './device-store.ts';
import { type DoorApi, inChunks, NoNetwork, readCheckIn } from './door-api.ts';
import type { Entry, KeptList, Verdict } from './entries.ts';
import { verifyTicket } from './verify-ticket.ts';

export type DoorState = {
  readonly network: 'unknown' | 'online' | 'offline';
  readonly signedOut: boolean;
  readonly list: KeptList | undefined;
  /** Made here without a network, whatever became of them. */
  readonly entries: readonly Entry[];
};

export type Door = {
  readonly state: DoorState;
  /** A code that was read, or a ticket chosen from the list. */
  letIn(asked: { readonly token: string } | { readonly ticketId: string }): Promise<Verdict>;
  /** Is the network there? Sends what waits and loads the list where it is. */
  look(): Promise<void>;
  forget(): Promise<void>;
};

export type DoorOptions = {
  readonly itemId: string;
  readonly door: string;
  readonly api: DoorApi;
  readonly store: DeviceStore;
  readonly onChange: (state: DoorState) => void;
  /** Milliseconds of the server's clock, as well as the device knows it. */
  readonly now: () => number;
};

const LIST_EVERY_MS = 30_000;

/** One door of one item: asks the server while it answers, decides by itself while it does not, and tells it afterwards. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { itemId, door, api, store, onChange, now } = options;
  let state: DoorState = {
    network: 'unknown',
    signedOut: false,
    list: await store.findList(itemId),
    entries: await store.listEntries(itemId),
  };
  let loadedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  const change = (changes: Partial<DoorState>) => {
    state = { ...state, ...changes };
    onChange(state);
  };

  async function record(made: readonly Entry[]): Promise<void> {
    await store.keepEntries(made);
    const ids = new Set(made.map(({ id }) => id));
    change({ entries: [...state.entries.filter(({ id }) => !ids.has(id)), ...made] });
  }

  /** The server's answer; undefined where it gave none. */
  async function askServer(
    asked: { token: string } | { ticketId: string },
    entryId: string,
  ): Promise<Verdict | undefined> {
    try {
      const said = readCheckIn(await api.checkIn({ ...asked, itemId, door, entryId }));
      change({ network: 'online', signedOut: said === 'signed-out' });
      if (!said || said === 'signed-out') return undefined;
      if ('invalid' in said) return { kind: 'invalid', reason: said.invalid, offline: false };

      const ticket = 'in' in said ? said.in : said.already;
      const { attendee, bookingCode, place } = ticket;
      const came = { at: ticket.checkedInAt ?? '', door: ticket.door ?? '' };
      // The next network failure must not forget it.
      const known = { id: entryId, itemId, ticketId: ticket.id, attendee, ...came };
      await record([{ ...known, outcome: { state: 'accepted' } }]);
      if ('already' in said) return { kind: 'already-in', attendee, ...came, offline: false };
      return { kind: 'in', attendee, bookingCode, place, offline: false, isNew: false };
    } catch (error) {
      if (!(error instanceof NoNetwork)) throw error;
      change({ network: 'offline' });
      return undefined;
    }
  }

  async function decide(
    asked: { token: string } | { ticketId: string },
    entryId: string,
  ): Promise<Verdict> {
    const { list, entries, signedOut } = state;
    if (!list) return { kind: 'unsure', why: signedOut ? 'signed-out' : 'no-list' };
    const presented: Presented | 'cannot-verify' =
      'token' in asked ? await verifyTicket(asked.token, list.keys) : asked;
    if (presented === 'cannot-verify') return { kind: 'unsure', why: 'cannot-verify' };

    const { ticketId, ...verdict } = decideOffline(list, entries, presented);
    if (verdict.kind === 'in' && ticketId) {
      const at = new Date(now()).toISOString();
      const { attendee } = verdict;
      const entry = { id: entryId, itemId, ticketId, attendee, at, door, ...asked };
      await record([{ ...entry, outcome: { state: 'waiting' } }]);
    }
    return verdict;
  }

  async function sync(): Promise<void> {
    const waiting = state.entries.filter(({ outcome }) => outcome.state === 'waiting');
    for (const chunk of inChunks(waiting)) {
      const answer = await api.sync({
        itemId,
        entries: chunk.map(({ id, ticketId, token, at, door: where }) => ({
          id,
          at,
          door: where,
          ...(token === undefined ? { ticketId } : { token }),
        })),
      });
      if (answer === 'signed-out') return change({ signedOut: true });
      const outcomes = new Map(answer.entries.map((synced) => [synced.id, synced]));
      const settled = chunk.flatMap((entry): Entry[] => {
        const synced = outcomes.get(entry.id);
        if (!synced) return [];
        if (synced.outcome === 'accepted') {
          const at = synced.ticket.checkedInAt ?? entry.at;
          return [{ ...entry, at, outcome: { state: 'accepted' } }];
        }
        if (synced.outcome === 'invalid') {
          return [{ ...entry, outcome: { state: 'invalid', reason: synced.reason } }];
        }
        const { first, second } = synced;
        return [{ ...entry, outcome: { state: 'double-entry', first, second } }];
      });
      await record(settled);
      loadedAt = Number.NEGATIVE_INFINITY;
    }
  }

  async function load(): Promise<void> {
    if (performance.now() - loadedAt < LIST_EVERY_MS) return;
    // By the order of things, not by clocks: what was accepted before the question is in the answer.
    const told = new Set(
      state.entries.filter(({ outcome }) => outcome.state === 'accepted').map(({ id }) => id),
    );
    const list = await api.loadList(itemId);
    if (list === 'signed-out') return change({ signedOut: true });
    loadedAt = performance.now();
    await store.keepList(list, told);
    const entries = state.entries.filter(({ id }) => !told.has(id));
    change({ list, entries, signedOut: false });
  }

  return {
    get state() {
      return state;
    },

    async letIn(asked) {
      const entryId = crypto.randomUUID();
      const said = state.network === 'offline' ? undefined : await askServer(asked, entryId);
      return said ?? decide(asked, entryId);
    },

    look() {
      looking ??= (async () => {
        try {
          await api.ping();
          change({ network: 'online' });
          await sync();
          await load();
        } catch (error) {
          if (!(error instanceof NoNetwork)) throw error;
          change({ network: 'offline' });
        } finally {
          looking = undefined;
        }
      })();
      return looking;
    },

    async forget() {
      await store.forgetAll();
      change({ list: undefined, entries: [] });
    },
  };
}
