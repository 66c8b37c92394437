import { type Rule, sqlRule } from '../rule.ts';

const reads = ['booking', 'capacity'] as const;

const pairs = `
  pairs as (
    select b.id, b.state, b.epoch, b.version, b.item_id, b.quantity, b.hold_expires_at,
      p.booking_id is not null as has_places, p.state::text as places, p.epoch as places_epoch,
      p.item_id as places_item_id, p.quantity as places_quantity, p.expires_at
    from booking.bookings b left join capacity.places p on p.booking_id = b.id
  )`;

/** What a booking and its places say of each other. */
export const storiesRules: readonly Rule[] = [
  // Capacity's row is there before its booking's and stays for ever.
  sqlRule(
    { promise: 2, reads },
    `with ${pairs}
     select format('booking %s is %s and capacity never heard of it', id, state) as what
     from pairs where not has_places`,
  ),
  sqlRule(
    { promise: 2, reads },
    `with ${pairs}
     select format('booking %s has %s places of item %s, and capacity says %s of %s',
       id, quantity, item_id, places_quantity, places_item_id) as what
     from pairs where has_places and (item_id, quantity) is distinct from (places_item_id, places_quantity)`,
  ),
  // Capacity takes places again before booking knows, never the other way round.
  sqlRule(
    { promise: 3, reads },
    `with ${pairs}
     select format('booking %s is of epoch %s, its places are of epoch %s', id, epoch, places_epoch) as what
     from pairs where has_places and places_epoch not in (epoch, epoch + 1)`,
  ),
  // One side may be a step ahead of the other while a message is under way. These are no steps of any journey.
  sqlRule(
    { promise: 3, reads },
    `with ${pairs}
     select format('booking %s is %s with places %s of the same epoch %s', id, state, places, epoch) as what
     from pairs join (values
       ('REVIEW', 'HELD'), ('REVIEW', 'RELEASED'),
       ('PAID', 'HELD'), ('PAID', 'RELEASED'),
       ('EXPIRED', 'HELD'), ('EXPIRED', 'LOCKED'), ('EXPIRED', 'CONFIRMED'),
       ('REJECTED', 'HELD'), ('REJECTED', 'CONFIRMED')
     ) as contradiction (state, places) using (state, places)
     where epoch = places_epoch`,
  ),
  sqlRule(
    { promise: 2, reads },
    `select format('places %s are %s and there is no such booking', booking_id, state) as what
     from capacity.places p
     where state in ('LOCKED', 'CONFIRMED') and not exists (select from booking.bookings where id = p.booking_id)`,
  ),
  sqlRule(
    { promise: 2, reads },
    `select format('booking %s is %s although its tombstone says that its hold ended before', b.id, b.state) as what
     from booking.bookings b join booking.tombstones t on t.booking_id = b.id`,
  ),

  sqlRule(
    { promise: 2, reads, atRest: true },
    `with ${pairs}
     select format('booking %s is %s of epoch %s and its places are %s of epoch %s', id, state, epoch, places, places_epoch) as what
     from pairs
     where has_places and (places_epoch <> epoch or places <> case state
       when 'HOLD' then 'HELD' when 'PENDING' then 'HELD' when 'REVIEW' then 'LOCKED' when 'PAID' then 'CONFIRMED'
       else 'RELEASED' end)`,
  ),
  sqlRule(
    { promise: 2, reads, atRest: true },
    `with ${pairs}
     select format('booking %s says that its hold ends %s, capacity says %s', id, hold_expires_at, expires_at) as what
     from pairs where state in ('HOLD', 'PENDING') and places = 'HELD' and hold_expires_at <> expires_at`,
  ),
  // A hold whose booking was never written is alive until its timer ends it, and then leaves a tombstone.
  sqlRule(
    { promise: 2, reads, atRest: true },
    `select format('places %s were released, and booking knows of neither a booking nor its end', booking_id) as what
     from capacity.places p
     where state = 'RELEASED' and item_id is not null
       and not exists (select from booking.bookings where id = p.booking_id)
       and not exists (select from booking.tombstones where booking_id = p.booking_id)`,
  ),
];
