import type { TicketClaims, TicketRefusal } from '@karcis/contracts';
import { cameInSince, type Entry, type KeptList, type Verdict } from './entries.ts';

/** A ticket as its token says it, with a signature that is right; or one chosen from the list. */
export type Presented =
  | { readonly claims: TicketClaims }
  | { readonly ticketId: string }
  | { readonly refusal: TicketRefusal };

/**
 * What a door decides by itself, from the list that it keeps and the entries that it made since. A ticket that the list lacks
 * was either sold after the list was loaded, or its booking was cancelled before.
 */
export function decideOffline(
  list: KeptList,
  entries: readonly Entry[],
  presented: Presented,
): Verdict & { readonly ticketId?: string } {
  const invalid = (reason: TicketRefusal) => ({ kind: 'invalid', reason, offline: true }) as const;
  if ('refusal' in presented) return invalid(presented.refusal);
  const isClaimed = 'claims' in presented;
  if (isClaimed && presented.claims.item !== list.itemId) return invalid('other-item');

  const ticketId = isClaimed ? presented.claims.sub : presented.ticketId;
  const ticket = list.tickets.find(({ id }) => id === ticketId);
  const entry = cameInSince(entries).find((made) => made.ticketId === ticketId);
  if (entry) {
    const { attendee, at, door } = entry;
    return { kind: 'already-in', attendee, at, door, offline: true };
  }
  if (ticket?.checkedInAt) {
    const { attendee, checkedInAt, door } = ticket;
    return { kind: 'already-in', attendee, at: checkedInAt, door: door ?? '', offline: true };
  }
  if (ticket) {
    const { attendee, bookingCode, place } = ticket;
    return { kind: 'in', attendee, bookingCode, place, offline: true, isNew: false, ticketId };
  }
  if (!isClaimed) return invalid('unknown');
  // `iat` counts whole seconds.
  if (presented.claims.iat + 1 < Date.parse(list.asOf) / 1000) return invalid('not-paid');
  const { place } = presented.claims;
  return { kind: 'in', attendee: '', bookingCode: '', place, offline: true, isNew: true, ticketId };
}
