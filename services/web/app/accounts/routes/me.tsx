import { useTranslation } from 'react-i18next';
import { Form, Link, type LoaderFunctionArgs, redirect, useLoaderData } from 'react-router';
import type { AccountBooking } from '@karcis/contracts';
import { accountApi } from '../../../src/gateway/account-api.ts';
import { isOver, shownState, stateLooks } from '../../bookings/states.ts';
import { exchangeContext } from '../../server/exchange.ts';
import { findPerson, loginPath } from '../../server/person.ts';
import { unwrap } from '../../server/unwrap.ts';
import { useFormat, useShell } from '../../shell/site.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';

const PAGE_SIZE = '20';

export async function loader({ context, url }: LoaderFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const person = await findPerson(exchange);
  if (!person) throw redirect(loginPath(url.pathname + url.search), 303);

  const cursor = url.searchParams.get('cursor');
  const [list, csrf] = await Promise.all([
    accountApi(exchange.ask).listBookings({ limit: PAGE_SIZE, ...(cursor && { cursor }) }),
    exchange.api.issueCsrfToken(),
  ]);
  return {
    ...unwrap(list),
    email: person.email,
    isFirst: !cursor,
    csrfToken: unwrap(csrf).csrfToken,
  };
}

export default function MePage() {
  const t = useText();
  const { site } = useShell();
  const { data, nextCursor, email, isFirst, csrfToken } = useLoaderData<typeof loader>();

  return (
    <div className="page max-w-4xl space-y-8 pt-10 sm:pt-14">
      <title>{`${t('me.title')} · ${site.projectName}`}</title>
      <meta name="robots" content="noindex" />
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 space-y-1">
          <h1 className="text-3xl font-extrabold">{t('me.title')}</h1>
          <p className="break-words text-muted">{t('me.signedInAs', { email })}</p>
        </div>
        <Form method="post" action="/logout">
          <input type="hidden" name="csrfToken" value={csrfToken} />
          <Button variant="outline" size="sm">
            <Icon name="exit" />
            {t('me.signOut')}
          </Button>
        </Form>
      </div>

      {data.length === 0 ? (
        <EmptyState
          icon="ticket"
          title={t('me.empty')}
          action={
            <Button asChild>
              <Link to="/">{t('me.browse')}</Link>
            </Button>
          }
        >
          {t('me.emptyText')}
        </EmptyState>
      ) : (
        <ul className="space-y-4">
          {data.map((booking) => (
            <li key={booking.id}>
              <Row booking={booking} />
            </li>
          ))}
        </ul>
      )}

      <p className="flex flex-wrap gap-3">
        {!isFirst && (
          <Button asChild variant="outline">
            <Link to="/me">{t('me.first')}</Link>
          </Button>
        )}
        {nextCursor && (
          <Button asChild variant="outline">
            <Link to={`/me?${new URLSearchParams({ cursor: nextCursor })}`}>{t('me.next')}</Link>
          </Button>
        )}
      </p>
    </div>
  );
}

function Row({ booking }: { readonly booking: AccountBooking }) {
  const t = useText();
  const { t: common } = useTranslation();
  const format = useFormat();
  const { item, state, quantity, amount, currency, holdExpiresAt } = booking;
  const shown = shownState(booking, state);
  const { tone, icon } = stateLooks[shown];
  const { to, label, isMain } = nextStep(booking);

  return (
    <article className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 rounded-card border border-line bg-surface p-5">
      <div className="min-w-0 space-y-2">
        <Badge tone={tone}>
          <Icon name={icon} />
          {common(`booking.state.${shown}`)}
        </Badge>
        <h2 className="text-xl break-words">
          <Link to={booking.url} className="hover:underline">
            {item.title}
          </Link>
        </h2>
        <p className="text-muted">
          <time dateTime={item.startsAt}>{format.dateTime(item.startsAt)}</time>
          {item.location && ` · ${item.location}`}
        </p>
        <p className="text-muted">
          {t('me.places', { count: quantity })}
          {` · ${amount > 0 ? format.money(amount, currency) : common('item.free')}`}
          {holdExpiresAt && ` · ${t('me.until', { time: format.time(holdExpiresAt) })}`}
        </p>
      </div>
      <Button asChild variant={isMain ? 'primary' : 'outline'}>
        <Link to={to}>
          {t(`me.action.${label}`)}
          <span className="sr-only">: {item.title}</span>
        </Link>
      </Button>
    </article>
  );
}

/** What its person does with a booking next. */
function nextStep({ state, url, item, amount }: AccountBooking) {
  if (state === 'HOLD') {
    return { to: `${url}/pay`, label: amount > 0 ? 'pay' : 'finish', isMain: true } as const;
  }
  if (state === 'PAID') return { to: url, label: 'ticket', isMain: true } as const;
  if (isOver(state)) return { to: item.url, label: 'again', isMain: false } as const;
  return { to: url, label: 'see', isMain: false } as const;
}
