import type { Item } from '@karcis/contracts';

/** Held, in review, or sold. */
export const placesInUse = ({
  availability: { capacityUsed, holdActive },
}: Pick<Item, 'availability'>) => capacityUsed + holdActive;
