import { randomUUID } from 'node:crypto';
import { useTranslation } from 'react-i18next';
import {
  type ActionFunctionArgs,
  Form,
  Link,
  type LoaderFunctionArgs,
  data,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import type { Refusal } from '../../src/gateway/connection.ts';
import type { AnyBooking } from '../../src/gateway/public-api.ts';
import { Details } from '../bookings/details.tsx';
import { Messages } from '../bookings/messages.tsx';
import { GoOnPaying, PaymentNews } from '../bookings/payment-news.tsx';
import { isFinal, isOpen, isOver, shownState, stateLooks } from '../bookings/states.ts';
import { TicketCard } from '../bookings/ticket-card.tsx';
import { Timeline } from '../bookings/timeline.tsx';
import { useLiveBooking } from '../bookings/use-live-booking.ts';
import { readableCode } from '../i18n/format.ts';
import { Announce } from '../live/announce.tsx';
import { type LiveState } from '../live/use-live.ts';
import { drawTickets } from '../server/draw-tickets.ts';
import { exchangeContext } from '../server/exchange.ts';
import { unwrap } from '../server/unwrap.ts';
import { RefusalAlert } from '../shell/refusal-alert.tsx';
import { useFormat, useShell } from '../shell/site.ts';
import { Alert } from '../ui/alert.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Grow, Moving } from '../ui/grow.tsx';
import { Icon } from '../ui/icon.tsx';
import { ShareButton } from '../ui/share-button.tsx';

const REFRESH_SECONDS = 15;

export async function loader({ params, url, context }: LoaderFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const { api } = exchange;
  const booking = unwrap(await api.findBooking(params['code'] ?? ''));
  // A code may be typed with dashes or in small letters.
  if (params['code'] !== booking.code) throw redirect(booking.url + url.search);
  const isOwner = 'contact' in booking;
  const csrf = isOwner ? await api.issueCsrfToken() : undefined;
  return {
    booking,
    tickets: await drawTickets(exchange, booking),
    csrfToken: csrf?.ok ? csrf.data.csrfToken : null,
  };
}

/**
 * The owner gives the places back, or wants a message once more. Cancelling twice is the same as once, and a message goes out once a
 * minute, so any key will do.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { api } = context.get(exchangeContext);
  const booking = unwrap(await api.findBooking(params['code'] ?? ''));
  const form = await request.formData();
  const sealed = { csrfToken: String(form.get('csrfToken') ?? ''), key: randomUUID() };
  const kind = form.get('resend');
  const answer =
    typeof kind === 'string'
      ? await api.resend(booking.id, kind, sealed)
      : await api.cancel(booking.id, sealed);
  if (answer.ok) return redirect(booking.url, 303);
  return data({ problem: answer.problem }, { status: answer.status });
}

export const handle = {
  refreshSeconds: (loaded: unknown) =>
    isFinal((loaded as { booking: AnyBooking }).booking.state) ? null : REFRESH_SECONDS,
};

export default function BookingPage() {
  const { t } = useTranslation();
  const { site, language } = useShell();
  const format = useFormat();
  const loaded = useLoaderData<typeof loader>();
  const outcome = useActionData() as { readonly problem: Refusal } | undefined;
  const { booking, live } = useLiveBooking(loaded.booking);
  const { state, item, holdExpiresAt } = booking;
  const isOwner = 'contact' in booking;
  const shown = shownState(booking, state);
  const { tone, icon } = stateLooks[shown];
  const documentOf = (name: string) => `/api/bookings/${booking.code}/${name}?lang=${language}`;
  const title = t('booking.title', { code: readableCode(booking.code) });
  const stateName = t(`booking.state.${shown}`);
  const meaning = t(`booking.meaning.${shown}`, {
    time: holdExpiresAt ? format.time(holdExpiresAt) : '',
  });

  return (
    <Moving>
      <title>{`${stateName} · ${title} · ${site.projectName}`}</title>
      <meta name="robots" content="noindex" />
      <div className="page grid gap-x-14 gap-y-12 pt-8 lg:grid-cols-[1fr_24rem] lg:pt-12">
        <div className="min-w-0 space-y-10">
          <Grow className="space-y-4">
            <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
              <p className="text-muted">
                {t('booking.code')}{' '}
                <span className="font-semibold text-ink tabular-nums">
                  {readableCode(booking.code)}
                </span>
              </p>
              {!isFinal(state) && <LiveMark live={live} />}
            </div>
            <h1 className="text-3xl font-extrabold sm:text-4xl">
              <Link to={item.url} className="hover:underline">
                {item.title}
              </Link>
            </h1>
            <Badge key={shown} tone={tone} size="lg">
              <Icon name={icon} />
              {stateName}
            </Badge>
            <p className="max-w-prose text-lg">{meaning}</p>
            <Announce text={stateName} />
            {isOwner && booking.rejectionReason && (
              <Alert tone="bad">
                <p className="font-semibold">{t('booking.reason')}</p>
                <p className="break-words whitespace-pre-line">{booking.rejectionReason}</p>
              </Alert>
            )}
            {isOwner && <PaymentNews booking={booking} />}
            {isOwner && <GoOnPaying booking={booking} csrfToken={loaded.csrfToken} />}
            {outcome && <RefusalAlert problem={outcome.problem} />}
          </Grow>

          {state === 'PAID' &&
            loaded.tickets.map((ticket, index) => (
              <Grow key={ticket.id}>
                <TicketCard
                  booking={booking}
                  ticket={ticket}
                  number={index + 1}
                  total={loaded.tickets.length}
                />
              </Grow>
            ))}

          <Grow className="flex flex-wrap gap-3">
            {isOwner && state === 'HOLD' && (
              <Button asChild>
                <Link to={`${booking.url}/pay`}>
                  {t('booking.pay')}
                  <Icon name="arrowRight" />
                </Link>
              </Button>
            )}
            {isOver(state) && (
              <Button asChild>
                <Link to={`${item.url}/book`}>{t('booking.startAgain')}</Link>
              </Button>
            )}
            {!isOver(state) && (
              <Button asChild variant="outline">
                <a href={documentOf('calendar.ics')}>
                  <Icon name="calendar" />
                  {t('booking.calendar')}
                </a>
              </Button>
            )}
            {isOwner && state === 'PAID' && (
              <Button asChild variant="outline">
                <a href={documentOf('ticket.pdf')}>
                  <Icon name="ticket" />
                  {t('booking.ticketPdf')}
                </a>
              </Button>
            )}
            {isOwner && state === 'PAID' && item.certificate && hasEnded(booking) && (
              <Button asChild variant="outline">
                <a href={documentOf('certificate.pdf')}>
                  <Icon name="file" />
                  {t('booking.certificate')}
                </a>
              </Button>
            )}
            {isOwner && (
              <Button asChild variant="outline">
                <a href={documentOf('summary.pdf')}>
                  <Icon name="file" />
                  {t('booking.summaryPdf')}
                </a>
              </Button>
            )}
            <ShareButton title={item.title} path={booking.url} label={t('booking.share')} />
          </Grow>

          <Timeline booking={booking} />
        </div>

        <aside className="space-y-10">
          <Details booking={booking} />
          {!isOwner && <Alert>{t('booking.masked')}</Alert>}
          {isOwner && <Messages booking={booking} csrfToken={loaded.csrfToken} />}
          {isOwner && isOpen(state) && loaded.csrfToken && (
            <Form method="post" className="space-y-2">
              <input type="hidden" name="csrfToken" value={loaded.csrfToken} />
              <Button variant="danger" size="sm">
                {t('booking.cancel')}
              </Button>
              <p className="text-sm text-muted">{t('booking.cancelHint')}</p>
            </Form>
          )}
        </aside>
      </div>
    </Moving>
  );
}

/** By the server's clock when the page was made: a certificate is not a matter of seconds. */
const hasEnded = ({ item, serverTime }: AnyBooking) => serverTime >= (item.endsAt ?? item.startsAt);

function LiveMark({ live }: { readonly live: LiveState }) {
  const { t } = useTranslation();
  if (live === 'connecting') return null;
  const words = {
    live: t('booking.live'),
    polling: t('booking.polling'),
    offline: t('booking.offline'),
  }[live];
  return (
    <p role="status" className="flex items-center gap-2 text-sm text-muted">
      <span
        aria-hidden="true"
        className={
          live === 'offline' ? 'size-2 rounded-full bg-wait' : 'size-2 rounded-full bg-good'
        }
      />
      {words}
    </p>
  );
}
