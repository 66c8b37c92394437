import type { Bug } from './bug.ts';
import { admissionBugs } from './admission.ts';
import { bookingBugs } from './booking.ts';
import { messagingBugs } from './messaging.ts';
import { placesBugs } from './places.ts';

export type { Bug } from './bug.ts';

export const bugs: readonly Bug[] = [
  ...admissionBugs,
  ...placesBugs,
  ...bookingBugs,
  ...messagingBugs,
];
