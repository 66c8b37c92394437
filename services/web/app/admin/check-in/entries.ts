import type { DoorTicket, TicketRefusal } from '@karcis/contracts';

/** What this device keeps of an item: who may come in, and the keys that tickets are signed with. */
export type KeptList = {
  readonly itemId: string;
  readonly tickets: readonly DoorTicket[];
  readonly keys: readonly JsonWebKey[];
  /** The server's clock before it read the list: what is younger may be missing. */
  readonly asOf: string;
};

/**
 * Somebody who came in, as this door knows it: by the server's answer, or by its own decision, whose `outcome` comes with the sync.
 * An accepted one is forgotten when a list is there that was asked for afterwards: that list has it, or it was taken back.
 */
export type Entry = {
  readonly id: string;
  readonly itemId: string;
  readonly ticketId: string;
  readonly token?: string;
  readonly attendee: string;
  readonly at: string;
  readonly door: string;
  readonly outcome:
    | { readonly state: 'waiting' }
    | { readonly state: 'accepted' }
    | {
        readonly state: 'double-entry';
        readonly first: { readonly at: string; readonly door: string };
        readonly second: { readonly at: string; readonly door: string };
      }
    | { readonly state: 'invalid'; readonly reason: TicketRefusal };
};

/** Who came in since the list was asked for, as far as this door knows. */
export const cameInSince = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(({ outcome }) => outcome.state === 'waiting' || outcome.state === 'accepted');

/** What the person at the door is told. `offline`: this device decided by itself. */
export type Verdict =
  | {
      readonly kind: 'in';
      readonly attendee: string;
      readonly bookingCode: string;
      readonly place: number;
      readonly offline: boolean;
      /** Sold after the list was loaded, so the device only knows that the signature is right. */
      readonly isNew: boolean;
    }
  | {
      readonly kind: 'already-in';
      readonly attendee: string;
      readonly at: string;
      readonly door: string;
      readonly offline: boolean;
    }
  | { readonly kind: 'invalid'; readonly reason: TicketRefusal; readonly offline: boolean }
  /** Nothing was decided: try again, or look the person up. */
  | { readonly kind: 'unsure'; readonly why: 'no-list' | 'cannot-verify' | 'signed-out' };
