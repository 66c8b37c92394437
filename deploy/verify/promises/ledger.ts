import type { Booking, BookingState } from '@karcis/contracts';
import type { Rule, Snapshot } from './rule.ts';

export type Kind = 'hold' | 'select-method' | 'proof' | 'approve' | 'reject' | 'cancel';

/** What a client asks for, under its Idempotency-Key. A hold names its item, everything else its booking. */
export type Question = { readonly key: string; readonly kind: Kind } & (
  { readonly kind: 'hold'; readonly itemId: string } | { readonly bookingId: string }
);

/** What it was answered over HTTP: the body as it came. */
export type GivenAnswer = { readonly status: number; readonly body: string };

type Entry = { readonly question: Question; readonly answers: readonly GivenAnswer[] };

/** What the clients of a test asked for and were told. The items of its holds must be booked by nobody else. */
export type Ledger = {
  /** Before it is sent for the first time. */
  asks(question: Question): void;
  /** For each answer that came, repeats included. What never came is not noted. */
  answered(key: string, answer: GivenAnswer): void;
  /**
   * A copy of the question for this hold may still be on its way, and nobody waits for its answer. What was refused to the first
   * may be granted to the copy; the timer ends it.
   */
  mayComeLate(bookingId: string): void;
  /** As it is now: what is noted later does not come in. */
  readonly entries: readonly Entry[];
  readonly late: readonly string[];
};

export function createLedger(): Ledger {
  const byKey = new Map<string, { question: Question; answers: GivenAnswer[] }>();
  const late = new Set<string>();
  return {
    asks(question) {
      if (!byKey.has(question.key)) byKey.set(question.key, { question, answers: [] });
    },
    answered(key, answer) {
      const entry = byKey.get(key);
      if (!entry) throw new Error(`nobody asked under the key ${key}`);
      entry.answers.push(answer);
    },
    mayComeLate: (bookingId) => void late.add(bookingId),
    get late() {
      return [...late];
    },
    get entries() {
      return [...byKey.values()].map(({ question, answers }) => ({
        question,
        answers: [...answers],
      }));
    },
  };
}

/** The state that a request of a kind brings about, where it is always the same. */
const broughtAbout: Partial<Record<Kind, BookingState>> = {
  hold: 'HOLD',
  approve: 'PAID',
  reject: 'REJECTED',
  cancel: 'CANCELLED',
};

/** What was answered is what is: rules over what the ledger says before the rows are looked at. */
export function ledgerRules({ entries, late }: Ledger): readonly Rule[] {
  const rule = { promise: 4, reads: ['booking'] } as const;
  return [
    { ...rule, find: async () => entries.flatMap(findChangedAnswers) },
    { ...rule, atRest: true, find: async () => entries.flatMap(findUnanswered) },
    { ...rule, find: async () => findSharedEffects(entries) },
    { ...rule, find: (snapshot) => findUntrue(entries, snapshot) },
    { ...rule, atRest: true, find: (snapshot) => findUntold(entries, late, snapshot) },
    { ...rule, promise: 7, find: async () => entries.flatMap(findWrongTickets) },
  ];
}

const isGood = ({ status }: GivenAnswer) => status >= 200 && status < 300;

/**
 * Answers that say "ask again", 408 among them, which a client gets that began a request and did not send it in time (RFC 9110, 15.5.9):
 * nobody may conclude anything from them.
 */
export const isPassing = ({ status, body }: GivenAnswer) =>
  status >= 500 ||
  status === 408 ||
  status === 429 ||
  (status === 409 && body.includes('request-in-progress'));

/** A refused key is free for another try; a granted one says the same for ever. */
function findChangedAnswers({ question, answers }: Entry): string[] {
  const firstGood = answers.findIndex(isGood);
  if (firstGood < 0) return [];
  const others = answers
    .slice(firstGood)
    .filter((answer) => !isPassing(answer) && answer.body !== answers[firstGood]?.body);
  return others.length > 0
    ? [`${question.kind} under ${question.key} was granted, then answered otherwise`]
    : [];
}

function findUnanswered({ question, answers }: Entry): string[] {
  const isSettled = answers.some((answer) => !isPassing(answer));
  return isSettled ? [] : [`${question.kind} under ${question.key} was never answered`];
}

function findSharedEffects(entries: readonly Entry[]): string[] {
  const holds = entries.filter(({ question }) => question.kind === 'hold').flatMap(toGranted);
  const byBooking = Map.groupBy(holds, ({ booking }) => booking.id);
  return [...byBooking].flatMap(([id, all]) =>
    all.length > 1 ? [`${all.length} keys were granted the one booking ${id}`] : [],
  );
}

type Known = {
  readonly id: string;
  readonly code: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly version: number;
  readonly states: readonly BookingState[];
};

/** Whatever was granted is in the rows: the booking, and in its trail the state that was told. */
async function findUntrue(entries: readonly Entry[], snapshot: Snapshot): Promise<string[]> {
  const granted = entries.flatMap(toGranted);
  const { rows } = await snapshot.query<Known>(
    `select id, code, item_id as "itemId", quantity, version,
       array(select to_state from booking.audit where booking_id = bookings.id) as states
     from booking.bookings where id = any ($1::uuid[])`,
    [granted.map(({ booking }) => booking.id)],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  return granted
    .filter(({ question, booking }) => !isTrue(question, booking, known.get(booking.id)))
    .map(
      ({ question: { kind, key }, booking: { id, state } }) =>
        `${kind} under ${key} was granted as booking ${id} in ${state}, and the rows say otherwise`,
    );
}

function isTrue(question: Question, booking: Booking, known: Known | undefined): boolean {
  const { kind } = question;
  const wanted = broughtAbout[kind];
  return (
    known !== undefined &&
    known.code === booking.code &&
    known.quantity === booking.quantity &&
    known.version >= booking.version &&
    known.states.includes(booking.state) &&
    (wanted === undefined || known.states.includes(wanted)) &&
    ('itemId' in question ? known.itemId === question.itemId : known.id === question.bookingId)
  );
}

/** Who was refused has no booking, and nobody has two for one key. */
async function findUntold(
  entries: readonly Entry[],
  late: readonly string[],
  snapshot: Snapshot,
): Promise<string[]> {
  const items = entries.flatMap(({ question }) => ('itemId' in question ? [question.itemId] : []));
  const told = entries.flatMap(toGranted).map(({ booking }) => booking.id);
  const { rows } = await snapshot.query<{ id: string; state: string }>(
    `select id, state from booking.bookings
     where item_id = any ($1::uuid[]) and id <> all ($2::uuid[])
       and not (id = any ($3::uuid[]) and state in ('HOLD', 'EXPIRED'))`,
    [items, told, late],
  );
  return rows.map(({ id, state }) => `booking ${id} is ${state} and nobody was told of it`);
}

/** A ticket for each place, and a token that opens the door only for what is paid. */
function findWrongTickets(entry: Entry): string[] {
  return toGranted(entry).flatMap(({ booking: { id, state, quantity, tickets } }) => {
    const tokens = tickets.filter(({ token }) => token !== undefined).length;
    const isRight = tickets.length === quantity && (tokens === 0 || state === 'PAID');
    const seen = `${tickets.length} tickets, ${tokens} of them valid`;
    return isRight
      ? []
      : [`booking ${id} of ${quantity} places was shown as ${state} with ${seen}`];
  });
}

function toGranted({ question, answers }: Entry): { question: Question; booking: Booking }[] {
  const good = answers.find(isGood);
  return good ? [{ question, booking: JSON.parse(good.body) as Booking }] : [];
}
