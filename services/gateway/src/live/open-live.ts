import { anyBookingHint, anyDeliveryHint, itemsHint } from '@karcis/contracts';
import { type NatsConnection, createHints } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { Calls } from '../calls.ts';
import type { BookingViews } from '../queries/find-booking-view.ts';
import { createHintRouter } from './hint-router.ts';
import { watchBookings } from './watch-bookings.ts';
import { watchItems } from './watch-items.ts';

export type LiveDeps = {
  readonly nc: NatsConnection;
  readonly calls: Pick<Calls, 'findItem'>;
  readonly views: BookingViews;
  readonly log: Pick<Logger, 'warn'>;
  /** For tests. */
  readonly rereadMs?: number | undefined;
};

/** What is live here: hints come in, streams go out. */
export function openLive({ nc, calls, views, log, rereadMs }: LiveDeps) {
  const hints = createHints(nc);
  const itemHints = createHintRouter(hints, [itemsHint]);
  const bookingHints = createHintRouter(hints, [anyBookingHint, anyDeliveryHint]);
  const onError = (error: unknown) => log.warn({ error }, 'a stream could not be refreshed');
  const again = rereadMs === undefined ? {} : { rereadMs };

  const items = watchItems(calls.findItem, { router: itemHints, onError, ...again });
  const bookings = watchBookings(views, { router: bookingHints, onError, ...again });
  void rereadAfterReconnects();

  /** Whatever was told meanwhile is lost. */
  async function rereadAfterReconnects(): Promise<void> {
    for await (const { type } of nc.status()) {
      if (type !== 'reconnect') continue;
      items.rereadAll();
      bookings.rereadAll();
    }
  }

  return {
    items,
    bookings,
    bookingHints,
    stop() {
      items.stop();
      bookings.stop();
      itemHints.stop();
      bookingHints.stop();
    },
  };
}
