import { type ReactNode, Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Link,
  type LoaderFunctionArgs,
  Outlet,
  redirect,
  useLoaderData,
  useMatch,
  useNavigate,
} from 'react-router';
import { BookFrame } from '../bookings/book-frame.tsx';
import { BOOK_BUTTON, BookingCard } from '../items/booking-card.tsx';
import { Picture } from '../items/picture.tsx';
import { Preview } from '../items/preview.tsx';
import { useLiveItem } from '../items/use-live-item.ts';
import { exchangeContext } from '../server/exchange.ts';
import { findOwnHold } from '../server/own-holds.ts';
import { unwrap } from '../server/unwrap.ts';
import { useFormat, useShell } from '../shell/site.ts';
import { Icon } from '../ui/icon.tsx';

const Sheet = lazy(() => import('../ui/sheet.tsx').then((module) => ({ default: module.Sheet })));

export async function loader({ params, url, context }: LoaderFunctionArgs) {
  const exchange = context.get(exchangeContext);
  const item = unwrap(await exchange.api.findItem(params['ref'] ?? ''));
  toCanonical(url, item.url);
  return { item, ownHold: await findOwnHold(exchange, item.id) };
}

/** A slug may change: old links lead to the new one, with all that follows it. */
function toCanonical({ pathname, search }: URL, itemUrl: string): void {
  const [, rest = ''] = /^\/x\/[^/]+(\/.*)?$/.exec(pathname) ?? [];
  if (pathname !== itemUrl + rest) {
    // Not kept by browsers: a slug that changes back would lead in circles.
    const headers = { 'Cache-Control': 'no-cache' };
    throw redirect(itemUrl + rest + search, { status: 301, headers });
  }
}

/**
 * An item, and its form in front of it. Whoever opened the form's own address, or has no script, gets the form as a page;
 * whoever opened it here gets it as a sheet.
 */
export default function ItemPage() {
  const { t } = useTranslation();
  const { site } = useShell();
  const format = useFormat();
  const navigate = useNavigate();
  const { item, ownHold } = useLoaderData<typeof loader>();
  const { availability, serverTime, live } = useLiveItem(item);

  const isBooking = useMatch('/x/:ref/book') !== null;
  const [beganHere, setBeganHere] = useState(!isBooking);
  if (!isBooking && !beganHere) setBeganHere(true);
  const outlet = <Outlet context={{ item, availability }} />;
  if (isBooking && !beganHere) return <BookFrame item={item}>{outlet}</BookFrame>;

  const place = item.location && (
    <a
      href={`https://www.google.com/maps/search/?${new URLSearchParams({ api: '1', query: item.location })}`}
      target="_blank"
      rel="noreferrer"
      className="underline decoration-line-strong underline-offset-4 hover:decoration-accent"
    >
      {item.location}
    </a>
  );

  return (
    <>
      <title>{`${item.title} · ${site.projectName}`}</title>
      <Preview item={item} />
      <article className="page grid gap-x-12 gap-y-8 pt-6 lg:grid-cols-[1fr_25rem] lg:pt-10">
        <div className="min-w-0 space-y-8">
          <Link
            to="/"
            className="inline-flex min-h-11 items-center gap-2 font-semibold text-muted hover:text-ink"
          >
            <Icon name="arrowLeft" />
            {t('item.back')}
          </Link>
          <div className="aspect-[16/9] overflow-hidden rounded-card border border-line bg-sunken">
            <Picture item={item} sizes="(min-width: 64rem) 42rem, 94vw" isFirst />
          </div>
          <div className="space-y-5">
            <h1 className="text-3xl font-extrabold sm:text-5xl">{item.title}</h1>
            <dl className="grid gap-4 sm:grid-cols-2">
              <Fact icon="calendar" name={t('item.when')}>
                <time dateTime={item.startsAt}>{format.span(item.startsAt, item.endsAt)}</time>
              </Fact>
              {place && (
                <Fact icon="pin" name={t('item.where')}>
                  {place}
                </Fact>
              )}
            </dl>
          </div>
        </div>
        <div className="lg:row-span-2">
          <div className="lg:sticky lg:top-6">
            <BookingCard {...{ item, availability, serverTime, live, ownHold }} />
          </div>
        </div>
        {item.description && (
          <section className="min-w-0 space-y-3">
            <h2 className="text-xl">{t('item.about')}</h2>
            <p className="max-w-prose text-lg leading-relaxed break-words whitespace-pre-line">
              {item.description}
            </p>
          </section>
        )}
      </article>
      {isBooking && (
        <Suspense>
          <Sheet
            title={t('book.title')}
            closeLabel={t('book.close')}
            returnTo={BOOK_BUTTON}
            onClose={() => void navigate(-1)}
          >
            {outlet}
          </Sheet>
        </Suspense>
      )}
    </>
  );
}

function Fact(props: {
  readonly icon: 'calendar' | 'pin';
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt className="flex items-center gap-3 text-sm text-muted">
        <Icon name={props.icon} className="text-accent" />
        {props.name}
      </dt>
      <dd className="pl-8 font-semibold">{props.children}</dd>
    </div>
  );
}
