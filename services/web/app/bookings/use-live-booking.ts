import { useState } from 'react';
import { useRevalidator } from 'react-router';
import type { AnyBooking } from '../../src/gateway/public-api.ts';
import { useLive } from '../live/use-live.ts';
import { useShell } from '../shell/site.ts';

/** A booking as it is now. What the server adds to its page, such as codes to scan, is fetched when its state changes. */
export function useLiveBooking(booking: AnyBooking) {
  const { language } = useShell();
  const revalidator = useRevalidator();
  const [latest, setLatest] = useState(booking);
  const live = useLive<AnyBooking>({
    stream: `/api/bookings/${booking.code}/stream`,
    event: 'booking',
    poll: `/api/bookings/${booking.code}`,
    language,
    onNews(news) {
      // Out of order, a late answer to an old question.
      if (news.version < latest.version) return;
      setLatest(news);
      if (news.state !== booking.state) void revalidator.revalidate();
    },
  });
  return { booking: latest.version < booking.version ? booking : latest, live };
}
