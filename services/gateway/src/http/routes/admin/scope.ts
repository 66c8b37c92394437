import type { Ask } from '../../route.ts';

/** Whose idempotency key it is. */
export const organiserScope = ({ organiser }: Pick<Ask, 'organiser'>) =>
  `organiser-${organiser?.id}`;
