import { type Rule, sqlRule } from '../rule.ts';

const reads = ['capacity'] as const;

/** What capacity's rows promise by themselves. */
export const placesRules: readonly Rule[] = [
  sqlRule(
    { promise: 1, reads },
    `select format('item %s: %s of %s places are in use', i.id, used.places, i.capacity) as what
     from capacity.items i join (
       select item_id, sum(quantity) as places from capacity.places where state <> 'RELEASED' group by item_id
     ) used on used.item_id = i.id
     where used.places > i.capacity`,
  ),
  sqlRule(
    { promise: 1, reads },
    `select format('item %s: its counters are %s held, %s locked, %s confirmed; its rows are %s, %s, %s',
       coalesce(i.id, p.item_id), i.held, i.locked, i.confirmed, p.held, p.locked, p.confirmed) as what
     from capacity.items i full join (
       select item_id,
         coalesce(sum(quantity) filter (where state = 'HELD'), 0) as held,
         coalesce(sum(quantity) filter (where state = 'LOCKED'), 0) as locked,
         coalesce(sum(quantity) filter (where state = 'CONFIRMED'), 0) as confirmed
       from capacity.places where item_id is not null group by item_id
     ) p on p.item_id = i.id
     where (i.held, i.locked, i.confirmed)
       is distinct from (coalesce(p.held, 0), coalesce(p.locked, 0), coalesce(p.confirmed, 0))`,
  ),
  sqlRule(
    { promise: 1, reads },
    `select 'no constraint keeps the places of an item within its capacity' as what
     where not exists (
       select from pg_constraint where conrelid = 'capacity.items'::regclass
         and conname = 'places_within_capacity' and convalidated and conenforced)`,
  ),
  // The admission and the sweeper both end a hold; what neither did within 5 s is told to nobody.
  sqlRule(
    { promise: 2, reads, atRest: true },
    `select format('places of %s are still held %s after their end', booking_id, capacity.judging_clock() - expires_at) as what
     from capacity.places where state = 'HELD' and expires_at < capacity.judging_clock() - interval '5 seconds'`,
  ),
  sqlRule(
    { promise: 3, reads },
    `with ended as (${endedPlaces()})
     select format('places of %s, epoch %s, are %s of epoch %s, and their end was announced',
       p.booking_id, ended.epoch, p.state, p.epoch) as what
     from ended join capacity.places p using (booking_id)
     where ended.epoch > p.epoch or ended.epoch = p.epoch and p.state <> 'RELEASED'`,
  ),
  sqlRule(
    { promise: 5, reads },
    `with ended as (${endedPlaces()})
     select format('the end of places of %s, epoch %s, was announced %s times',
       coalesce(p.booking_id, ended.booking_id), coalesce(ended.epoch, p.epoch), coalesce(ended.times, 0)) as what
     from ended full join (
       select booking_id, epoch from capacity.places where state = 'RELEASED' and item_id is not null
     ) p using (booking_id, epoch)
     where ended.times is distinct from 1 or not exists (select from capacity.places where booking_id = ended.booking_id)`,
  ),
  sqlRule(
    { promise: 5, reads },
    `with told as (
       select (payload::jsonb -> 'data' ->> 'id')::uuid as id, (payload::jsonb -> 'data' ->> 'version')::integer as version
       from capacity.outbox where starts_with(subject, 'capacity.item-changed.v1.')
     ), made as (select id, generate_series(1, version) as version from capacity.items)
     select format('version %s of item %s was announced %s times', version, id, count(told.version)) as what
     from made full join told using (id, version) group by id, version
     having count(told.version) <> 1 or count(made.version) <> 1`,
  ),
];

/** Sets of places whose end capacity announced: booking_id, epoch, times. */
function endedPlaces() {
  return `
    select (payload::jsonb -> 'data' ->> 'bookingId')::uuid as booking_id,
      (payload::jsonb -> 'data' ->> 'epoch')::integer as epoch, count(*)::integer as times
    from capacity.outbox
    where starts_with(subject, 'capacity.hold-expired.v1.') or starts_with(subject, 'capacity.released.v1.')
    group by 1, 2`;
}
