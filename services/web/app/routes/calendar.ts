import type { LoaderFunctionArgs } from 'react-router';
import { calendarOf } from '../server/calendar.ts';
import { exchangeContext } from '../server/exchange.ts';
import { unwrap } from '../server/unwrap.ts';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const { api, site } = context.get(exchangeContext);
  const booking = unwrap(await api.findBooking(params['code'] ?? ''));
  const item = await api.findItem(booking.item.id);
  const text = calendarOf(booking, item.ok ? item.data.endsAt : null, site.publicUrl);
  return new Response(text, {
    headers: {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': `attachment; filename="${booking.item.url.split('/').at(-1)}.ics"`,
      'Cache-Control': 'private, no-cache',
    },
  });
}
