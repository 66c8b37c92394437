import type { Calls } from '../calls.ts';
import { eventText } from './event-stream.ts';
import { type Watch, type WatchOptions, createWatch } from './watch.ts';

/** At most four times a second (api.md). */
const GAP_MS = 250;

/** An item's numbers, for everybody. */
export const watchItems = (
  findItem: Calls['findItem'],
  options: Pick<WatchOptions<'public'>, 'router' | 'onError' | 'rereadMs'>,
): Watch<'public'> =>
  createWatch({
    ...options,
    minGapMs: GAP_MS,
    async read(ref) {
      const answer = await findItem({ ref, drafts: false });
      if (!answer.found) return undefined;

      const { availability, serverTime } = answer.item;
      const frame = {
        sameAs: JSON.stringify(availability),
        text: eventText('availability', { ...availability, serverTime }),
      };
      return () => frame;
    },
  });
