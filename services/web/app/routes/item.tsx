import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type LoaderFunctionArgs,
  Outlet,
  redirect,
  useLoaderData,
  useMatch,
  useNavigate,
} from 'react-router';
import { BookFrame } from '../bookings/book-frame.tsx';
import { BOOK_BUTTON, BookingCard } from '../items/booking-card.tsx';
import { ItemDetail } from '../items/item-detail.tsx';
import { Preview } from '../items/preview.tsx';
import { useLiveItem } from '../items/use-live-item.ts';
import { exchangeContext } from '../server/exchange.ts';
import { findOwnHold } from '../server/own-holds.ts';
import { unwrap } from '../server/unwrap.ts';
import { useShell } from '../shell/site.ts';

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
  const navigate = useNavigate();
  const { item, ownHold } = useLoaderData<typeof loader>();
  const { availability, serverTime, live } = useLiveItem(item);

  const isBooking = useMatch('/x/:ref/book') !== null;
  const [beganHere, setBeganHere] = useState(!isBooking);
  if (!isBooking && !beganHere) setBeganHere(true);
  const outlet = <Outlet context={{ item, availability }} />;
  if (isBooking && !beganHere) return <BookFrame item={item}>{outlet}</BookFrame>;

  return (
    <>
      <title>{`${item.title} · ${site.projectName}`}</title>
      <Preview item={item} />
      <ItemDetail
        item={item}
        aside={<BookingCard {...{ item, availability, serverTime, live, ownHold }} />}
      />
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
