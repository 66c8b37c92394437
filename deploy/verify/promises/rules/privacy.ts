import { isDeepStrictEqual } from 'node:util';
import * as contracts from '@karcis/contracts';
import { Envelope, type EventContract } from '@karcis/contracts';
import { type Rule, type Snapshot, sqlRule } from '../rule.ts';

const eventTypes = new Map(
  Object.values<unknown>(contracts).flatMap((each) =>
    isEventContract(each) ? [[each.type, each] as const] : [],
  ),
);

/** Shorter texts may be part of any id. */
const TELLING_LENGTH = 4;

const publishers = ['booking', 'capacity', 'proof_validation'] as const;

/** Events and what became of them say nothing of a person. */
export const privacyRules: readonly Rule[] = [
  ...publishers.map((schema): Rule => ({
    promise: 8,
    reads: [schema],
    find: (snapshot) => findTooTalkative(snapshot, schema),
  })),
  {
    promise: 8,
    reads: ['booking', ...publishers],
    find: (snapshot) =>
      findPersons(
        snapshot,
        publishers
          .map(
            (schema) => `select '${schema}.outbox' as place, payload as text from ${schema}.outbox`,
          )
          .join(' union all '),
      ),
  },
  sqlRule(
    { promise: 8, reads: ['booking'] },
    `select format('booking %s was erased and still has a person', b.id) as what
     from booking.bookings b where erased_at is not null and (
       num_nonnulls(whatsapp, email, account_id, rejection_reason) > 0 or note <> '' or attendees <> '{}'
       or exists (select from booking.tickets where booking_id = b.id and attendee <> b.name)
       or exists (select from booking.proofs where booking_id = b.id and answers <> '{}'))`,
  ),
  sqlRule(
    { promise: 8, reads: ['booking', 'proof_validation'], atRest: true },
    `select format('booking %s was erased and its proof %s has a file', b.id, p.id) as what
     from booking.bookings b join proof_validation.proofs p on p.booking_id = b.id
     where b.erased_at is not null and p.file_key is not null`,
  ),
  {
    promise: 8,
    reads: ['booking', 'capacity', 'proof_validation', 'notifier'],
    find: (snapshot) =>
      findPersons(
        snapshot,
        [
          ...['booking', 'capacity', 'proof_validation', 'notifier'].map(
            (schema) =>
              `select '${schema}.dead_letters' as place, payload || ' ' || error as text from ${schema}.dead_letters`,
          ),
          `select 'booking.payment_events', booking_id || ' ' || report from booking.payment_events`,
          `select 'notifier.deliveries', booking_id || ' ' || last_error from notifier.deliveries`,
        ].join(' union all '),
      ),
  },
];

/** Events with more in them than their contract allows, or less. */
async function findTooTalkative(snapshot: Snapshot, schema: string): Promise<string[]> {
  const { rows } = await snapshot.query<{ id: string; payload: string }>(
    `select id, payload from ${schema}.outbox`,
  );
  return rows
    .filter(({ payload }) => !isAsAgreed(JSON.parse(payload)))
    .map(({ id }) => `event ${id} of ${schema} is not what its contract says`);
}

function isAsAgreed(event: unknown): boolean {
  const envelope = Envelope.strict().safeParse(event);
  if (!envelope.success) return false;
  const data = eventTypes.get(envelope.data.type)?.data.safeParse(envelope.data.data);
  return data?.success === true && isDeepStrictEqual(data.data, envelope.data.data);
}

type Person = { readonly id: string; readonly facts: readonly (string | null)[] };

/** Texts that tell of a booking and name something that only its person knows. `texts` is a query for place and text. */
async function findPersons(snapshot: Snapshot, texts: string): Promise<string[]> {
  const { rows: people } = await snapshot.query<Person>(
    `select id, array[name, whatsapp, email, note] || attendees as facts from booking.bookings`,
  );
  const { rows } = await snapshot.query<{ place: string; text: string; ids: string[] }>(`
    select place, text, array(select m[1] from regexp_matches(text, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') as m) as ids
    from (${texts}) as texts (place, text)`);

  const personal = new Map(people.map(({ id, facts }) => [id, facts.filter(isTelling)]));
  return rows.flatMap(({ place, text, ids }) =>
    ids
      .filter((id) => personal.get(id)?.some((fact) => text.includes(fact)))
      .map((id) => `${place} tells who booked ${id}`),
  );
}

const isTelling = (fact: string | null): fact is string =>
  fact !== null && fact.length >= TELLING_LENGTH;

function isEventContract(value: unknown): value is EventContract {
  return typeof value === 'object' && value !== null && 'stream' in value && 'data' in value;
}
