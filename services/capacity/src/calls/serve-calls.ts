import * as contracts from '@karcis/contracts';
import { each, type NatsConnection, serve, type Server, type Transact } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { createAdmission } from '../commands/admit-holds.ts';
import { changePlaces, type PlacesChange } from '../commands/change-places.ts';
import { createItem } from '../commands/create-item.ts';
import { updateItem } from '../commands/update-item.ts';
import { readClock } from '../db/expire-holds.ts';
import type { CapacityDatabase, Db } from '../db/schema.ts';
import type { HoldTimes } from '../domain/item.ts';
import { findItems } from '../queries/find-items.ts';
import { findPlacesByBooking, listPlacesByBooking } from '../queries/find-places.ts';
import { listItems } from '../queries/list-items.ts';
import type { Telemetry } from '../telemetry.ts';

export type CallDeps = {
  readonly nc: NatsConnection;
  readonly db: Db;
  readonly transact: Transact<CapacityDatabase>;
  readonly admit: ReturnType<typeof createAdmission>;
  readonly telemetry: Telemetry;
  readonly holdTimes: HoldTimes;
  readonly log: Logger;
};

/** The service's door for questions and commands. */
export function serveCalls(deps: CallDeps): Server[] {
  const { nc, db, transact, admit, telemetry, holdTimes, log } = deps;
  const { ttlSeconds } = holdTimes;
  // One writer at a time is what a hot row bears best, and what waits meanwhile makes the next batch.
  const oneBatch = { queue: 'capacity', maxInFlight: 1, log };
  const someAtOnce = { queue: 'capacity', maxInFlight: 2, log };

  const change = (changes: readonly PlacesChange[]) =>
    changePlaces(db, changes, telemetry.placesChanged);
  const all =
    <Request extends Omit<PlacesChange, 'verb'>>(verb: PlacesChange['verb']) =>
    (requests: readonly Request[]) =>
      change(requests.map((request) => ({ ...request, verb })));

  return [
    serve(nc, contracts.holdPlaces, admit, oneBatch),
    serve(nc, contracts.lockPlaces, all('lock'), oneBatch),
    serve(nc, contracts.confirmPlaces, all('confirm'), oneBatch),
    serve(nc, contracts.releasePlaces, all('release'), oneBatch),
    serve(nc, contracts.extendHold, all('extend'), oneBatch),
    serve(nc, contracts.reacquirePlaces, all('reacquire'), oneBatch),
    serve(
      nc,
      contracts.createItem,
      each((request) => transact((unit) => createItem(unit, request, holdTimes))),
      someAtOnce,
    ),
    serve(
      nc,
      contracts.updateItem,
      each((request) => transact((unit) => updateItem(unit, telemetry, request, holdTimes))),
      someAtOnce,
    ),
    serve(nc, contracts.findItem, (requests) => findItems(db, requests, ttlSeconds), someAtOnce),
    serve(
      nc,
      contracts.listItems,
      each((request) => listItems(db, request, ttlSeconds)),
      someAtOnce,
    ),
    serve(
      nc,
      contracts.findPlaces,
      each((request) => findPlacesByBooking(db, request)),
      someAtOnce,
    ),
    serve(
      nc,
      contracts.listPlaces,
      each((request) => listPlacesByBooking(db, request)),
      someAtOnce,
    ),
    // Whoever asks at the same moment gets the same instant.
    serve(
      nc,
      contracts.readClock,
      async (requests) => {
        const now = (await readClock(db)).toISOString();
        return requests.map(() => ({ now }));
      },
      someAtOnce,
    ),
  ];
}
