import type { RequestOf, SyncedEntry, syncCheckIns as call } from '@karcis/contracts';
import type { Transact } from '@karcis/messaging';
import { readNow } from '../db/bookings.ts';
import type { BookingDatabase, Tx } from '../db/schema.ts';
import { findOperation, lockTicket, saveTicket, toDoorTicket } from '../db/tickets.ts';
import type { TicketTokens } from '../tickets/ticket-tokens.ts';
import { type CheckInCaller, entryOf, findInvalid, readTicket } from './check-in.ts';

type Request = RequestOf<typeof call>;
type Entry = { readonly at: Date; readonly door: string };

export type SyncDeps = {
  readonly transact: Transact<BookingDatabase>;
  readonly tokens: Pick<TicketTokens, 'verify'>;
};

/** The operation that a device's entry is known by, whether it came alone or in a list. */
export const operationOf = (entryId: string) => `entry ${entryId}`;

/** Records whom a door let in while it had no network. Each entry is a transaction of its own: one that fails is sent again. */
export async function syncCheckIns(
  { transact, tokens }: SyncDeps,
  { entries, itemId, organiserId, ipHash }: Request,
): Promise<SyncedEntry[]> {
  const synced: SyncedEntry[] = [];
  for (const { id, at, door, ...asked } of entries) {
    const read = await readTicket(tokens, asked);
    const caller = { organiserId, ipHash, operation: operationOf(id) };
    const outcome =
      'invalid' in read
        ? invalid(read.invalid)
        : await transact(({ trx }) =>
            syncEntry(trx, read.id, { at: new Date(at), door }, itemId, caller),
          );
    synced.push({ id, ...outcome });
  }
  return synced;
}

type Outcome = SyncedEntry extends infer Each
  ? Each extends SyncedEntry
    ? Omit<Each, 'id'>
    : never
  : never;

async function syncEntry(
  trx: Tx,
  ticketId: string,
  entry: Entry,
  itemId: string | undefined,
  caller: CheckInCaller,
): Promise<Outcome> {
  const row = await lockTicket(trx, ticketId);
  if (!row) return invalid('unknown');
  const before = await findOperation(trx, ticketId, caller.operation);
  if (before?.action === 'check-in') {
    const then = { checked_in_at: before.at, door: before.door };
    return { outcome: 'accepted', ticket: toDoorTicket(row, then) };
  }
  const reason = findInvalid(row, itemId);
  if (reason) return invalid(reason);

  // A device's clock may run ahead; nobody came in after now.
  const now = await readNow(trx);
  const here = { door: entry.door, at: before?.at ?? (entry.at < now ? entry.at : now) };
  const { checked_in_at, door } = row;
  if (checked_in_at && door !== null) {
    const stays = { checked_in_at, door };
    if (!before) {
      await saveTicket(trx, row, stays, { ...entryOf(caller), ...here, action: 'double-entry' });
    }
    return doubleEntry(toDoorTicket(row), { at: checked_in_at, door }, here);
  }

  const then = { checked_in_at: here.at, door: here.door };
  if (!before)
    await saveTicket(trx, row, then, { ...entryOf(caller), ...here, action: 'check-in' });
  return { outcome: 'accepted', ticket: toDoorTicket(row, then) };
}

/** Both entries, the earlier one first. */
function doubleEntry(ticket: ReturnType<typeof toDoorTicket>, there: Entry, here: Entry): Outcome {
  const [first, second] = there.at <= here.at ? [there, here] : [here, there];
  const tell = ({ at, door }: Entry) => ({ at: at.toISOString(), door });
  return { outcome: 'double-entry', ticket, first: tell(first), second: tell(second) };
}

const invalid = (reason: Extract<Outcome, { outcome: 'invalid' }>['reason']): Outcome => ({
  outcome: 'invalid',
  reason,
});
