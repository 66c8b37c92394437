import type { Booking, PublicBooking } from '@karcis/contracts';
import type { Viewer } from '../domain/booking-views.ts';
import type { BookingViews } from '../queries/find-booking-view.ts';
import { eventText } from './event-stream.ts';
import { type Frame, type Watch, type WatchOptions, createWatch } from './watch.ts';

/** A booking changes a few times in its life; this only keeps a storm of hints from becoming one of reads. */
const GAP_MS = 50;

/** A booking as its owner and as everybody else may see it. */
export const watchBookings = (
  views: BookingViews,
  options: Pick<WatchOptions<Viewer>, 'router' | 'onError' | 'rereadMs'>,
): Watch<Viewer> =>
  createWatch({
    ...options,
    minGapMs: GAP_MS,
    async read(id, viewers) {
      const booking = await views.find({ id });
      if (!booking) return undefined;

      const frames = new Map<Viewer, Frame>();
      for (const viewer of viewers) {
        const view = await views.show(booking, viewer);
        // An owner's view also shows messages, which come and go without a new version.
        frames.set(viewer, { ...toFrame(view), ...(viewer === 'public' && { id: idOf(view) }) });
      }
      return (viewer) => frames.get(viewer);
    },
  });

const idOf = ({ version }: PublicBooking) => String(version);

const toFrame = (view: Booking | PublicBooking): Frame => ({
  sameAs: JSON.stringify({ ...view, serverTime: undefined }),
  text: eventText('booking', view, view.version),
});
