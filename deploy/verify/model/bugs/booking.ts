import { bug } from './bug.ts';

const service = 'services/booking/src';
const rules = `${service}/domain/booking.ts`;
const rows = `${service}/db/bookings.ts`;
const expire = `${service}/commands/expire.ts`;
const submit = `${service}/commands/submit.ts`;

/** The state machine, its trail and its edges. */
export const bookingBugs = [
  bug('a booking is read without its lock', rows, 'for update of b`', '`'),
  bug('a change leaves no audit row', rows, 'if (audit.length > 0) {', 'if (audit.length > 1) {'),
  bug(
    'the audit hash is not chained',
    rows,
    'audit_hash = chainHash(audit_hash, facts);',
    'audit_hash = chainHash(row.audit_hash, facts);',
  ),
  bug('a change keeps the version', rows, '    state,\n    version,\n', '    state,\n'),
  bug(
    'a rejection is announced by nobody',
    `${service}/commands/execute.ts`,
    'if (announcement) unit.announce(announcement);',
    `if (announcement && to !== 'REJECTED') unit.announce(announcement);`,
  ),
  bug(
    'a proof goes to review whatever capacity says',
    rules,
    `if (places === 'gone') return refused('hold-expired', step('HOLD', 'EXPIRED', 'system'));`,
    '',
  ),
  bug(
    'a second proof ends another review',
    rules,
    `booking.proofId === proofId && ['REVIEW', 'PAID', 'REJECTED'].includes(booking.state);`,
    `booking.state === 'REVIEW';`,
  ),
  bug(
    'a hold can be approved',
    rules,
    `if (booking.state !== 'REVIEW') return refused('invalid-transition');\n  return became(booking, step('REVIEW', 'PAID', by ?? 'organiser', reason ?? null));`,
    `return became(booking, step(booking.state, 'PAID', 'organiser'));`,
  ),
  bug(
    'what is paid can be rejected',
    rules,
    `if (booking.state !== 'REVIEW') return refused('invalid-transition');\n  return became(booking, step('REVIEW', 'REJECTED', 'organiser'));`,
    `return became(booking, step(booking.state, 'REJECTED', 'organiser'));`,
  ),
  bug(
    'the timer undoes any state',
    rules,
    `if (booking.state !== 'HOLD' && booking.state !== 'PENDING') return unchanged(booking);`,
    '',
  ),
  bug(
    'a late hold finds no tombstone',
    expire,
    `.ok) return;\n\n  await leaveTombstone`,
    `.ok) return;\n  if (bookingId) return;\n\n  await leaveTombstone`,
  ),
  bug(
    'a late hold does not look for the tombstone',
    `${service}/db/insert-held.ts`,
    'where not exists (select from tombstones where booking_id = input.id)',
    'where true',
  ),
  bug(
    'a batch tells of holds that it did not make',
    `${service}/db/insert-held.ts`,
    'when (select count(*) from made) = (select count(*) from input) then',
    'when true then',
  ),
  bug(
    'booking judges by its own clock',
    submit,
    `if (!booking) return 'gone';`,
    `if (!booking) return 'gone';
  const { end } = await db.selectFrom('bookings').select('hold_expires_at as end').where('id', '=', bookingId).executeTakeFirstOrThrow();
  if (end <= new Date()) return 'gone';`,
  ),
  bug(
    'nobody asks capacity for the lock',
    submit,
    'const { outcome } = await lock({ bookingId, epoch: booking.epoch, proofId });',
    `const outcome: string = lock === undefined ? '' : 'ok';`,
  ),
  bug(
    'a repeat of a choice runs again',
    `${service}/commands/select-method.ts`,
    'if (await hasRun(unit.trx, operation)) return null;',
    '',
  ),
];
