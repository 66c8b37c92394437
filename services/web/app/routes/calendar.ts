import { type LoaderFunctionArgs, redirect } from 'react-router';
import { exchangeContext } from '../server/exchange.ts';

/** Where the calendar entry was once; links to it are about. */
export function loader({ params, context }: LoaderFunctionArgs) {
  const { language } = context.get(exchangeContext);
  const code = encodeURIComponent(params['code'] ?? '');
  return redirect(`/api/bookings/${code}/calendar.ics?lang=${language}`, 301);
}
