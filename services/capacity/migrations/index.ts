import * as createItemsAndPlaces from './20261123T0200-create-items-and-places.ts';
import * as expireHolds from './20261123T0210-expire-holds.ts';
import * as admitHolds from './20261123T0220-admit-holds.ts';
import * as changePlaces from './20261123T0230-change-places.ts';
import * as countHolds from './20261123T0240-count-holds.ts';
import * as itemsOfferCertificates from './20261125T1503-items-offer-certificates.ts';
import * as leanStatistics from './20261201T0015-lean-statistics.ts';

export const schema = 'capacity';

/** Every migration in order; a new one goes last. */
export const migrations = {
  '20261123T0200-create-items-and-places': createItemsAndPlaces,
  '20261123T0210-expire-holds': expireHolds,
  '20261123T0220-admit-holds': admitHolds,
  '20261123T0230-change-places': changePlaces,
  '20261123T0240-count-holds': countHolds,
  '20261125T1503-items-offer-certificates': itemsOfferCertificates,
  '20261201T0015-lean-statistics': leanStatistics,
};
