import type { BookingState } from '@karcis/contracts';
import { type AuditFacts, isIntact } from '../../../../services/booking/src/domain/audit.ts';
import { type Rule, type Snapshot, sqlRule } from '../rule.ts';

const reads = ['booking'] as const;

/** Every step of the state table; a step within one state is always possible. */
const steps: Readonly<Record<BookingState, readonly BookingState[]>> = {
  HOLD: ['REVIEW', 'PENDING', 'PAID', 'EXPIRED', 'CANCELLED'],
  PENDING: ['PAID', 'EXPIRED', 'CANCELLED'],
  REVIEW: ['PAID', 'REJECTED'],
  PAID: ['CANCELLED'],
  REJECTED: [],
  EXPIRED: ['PAID'],
  CANCELLED: [],
};

type AuditRow = AuditFacts & { readonly hash: string };
type Present = { readonly id: string; version: number; state: BookingState; hash: string };

/** The trail of every booking is whole, ends in its present state, and nobody can write it anew. */
export const auditRules: readonly Rule[] = [
  { promise: 6, reads, find: findBrokenChains },
  sqlRule(
    { promise: 6, reads },
    `select format('the audit trail knows a booking %s that there is not', booking_id) as what
     from booking.audit where not exists (select from booking.bookings where id = booking_id) group by booking_id`,
  ),
  sqlRule(
    { promise: 6, reads },
    `select 'the audit trail can be changed' as what
     where not exists (
         select from pg_trigger where tgrelid = 'booking.audit'::regclass and tgname = 'audit_is_append_only' and tgenabled = 'O')
       or has_table_privilege('booking', 'booking.audit', 'UPDATE, DELETE, TRUNCATE')`,
  ),
  sqlRule(
    { promise: 3, reads },
    `select format('booking %s went from %s to %s', booking_id, from_state, to_state) as what
     from booking.audit
     where from_state <> to_state and (from_state || ' ' || to_state) <> all (array[${legalSteps()}])`,
  ),
];

function legalSteps() {
  const pairs = Object.entries(steps).flatMap(([from, all]) => all.map((to) => `'${from} ${to}'`));
  return pairs.join(', ');
}

async function findBrokenChains(snapshot: Snapshot): Promise<string[]> {
  const { rows: bookings } = await snapshot.query<Present>(
    'select id, version, state, audit_hash as hash from booking.bookings',
  );
  const { rows: audit } = await snapshot.query<AuditRow>(`
    select booking_id as "bookingId", version, actor, ip_hash as "ipHash", from_state as "from", to_state as "to", reason, at, hash
    from booking.audit order by booking_id, version`);

  const trails = Map.groupBy(audit, ({ bookingId }) => bookingId);
  return bookings
    .filter(({ id, ...last }) => !isIntact(trails.get(id) ?? [], last))
    .map(({ id, state }) => `the audit trail of booking ${id} does not lead to ${state}`);
}
