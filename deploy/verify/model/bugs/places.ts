import { bug } from './bug.ts';

const places = 'services/capacity/migrations/20261123T0230-change-places.ts';
const events = 'services/capacity/src/events/subscriptions.ts';
const compare = 'services/booking/src/domain/places.ts';

/** What becomes of places after they are held. */
export const placesBugs = [
  bug(
    'places change without the lock of their item',
    places,
    'perform from items where id = any (v_locked) order by id for no key update;',
    '',
  ),
  bug(
    'a proof locks places whose hold has ended',
    places,
    'select e.* into changed, expired, announced from expire_holds(v_locked, judged_at, null) e;',
    `changed := '{}'; expired := 0; announced := '[]';`,
  ),
  {
    name: 'a lock revives released places',
    patches: [
      {
        file: places,
        find: `elsif states[n] = 'RELEASED' then`,
        replace: `elsif states[n] = 'GONE' then`,
      },
      {
        file: places,
        find: `if states[n] = 'HELD' then\n            outcomes[n] := 'ok';\n            v_moved[n] := true;\n            states[n] := 'LOCKED';`,
        replace: `if states[n] in ('HELD', 'RELEASED') then\n            outcomes[n] := 'ok';\n            v_moved[n] := true;\n            states[n] := 'LOCKED';`,
      },
    ],
  },
  bug(
    'counters keep places that were under review',
    places,
    `sum(quantity * ((after = 'LOCKED')::integer - (before = 'LOCKED')::integer))::integer as locked`,
    `sum(quantity * (after = 'LOCKED')::integer)::integer as locked`,
  ),
  bug(
    'a release does not look at the state',
    places,
    `v_moved[n] := states[n] <> 'RELEASED';`,
    'v_moved[n] := true;',
  ),
  bug(
    'a release is announced by nobody',
    places,
    `where after = 'RELEASED' offset 0`,
    `where false offset 0`,
  ),
  bug('a rejection leaves the places locked', events, `[bookingRejected, 'release'],`, ''),
  bug('a payment leaves the places locked', events, `[bookingPaid, 'confirm'],`, ''),
  bug(
    'capacity takes what it heard for done',
    events,
    'if (changes.length > 0) await carryOut(unit, changes);',
    'if (changes.length > 1) await carryOut(unit, changes);',
  ),
  bug(
    'the reconciler takes paid places back',
    compare,
    `places?.state === 'HELD' ? { type: 'confirm' }`,
    `places?.state === 'HELD' ? { type: 'release', epoch }`,
  ),
  bug(
    'the reconciler takes places back that are being submitted',
    compare,
    `return { type: 'submit', proofId: places.proofId };`,
    `return { type: 'release', epoch };`,
  ),
];
