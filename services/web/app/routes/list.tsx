import { useTranslation } from 'react-i18next';
import { Form, Link, type LoaderFunctionArgs, useLoaderData, useNavigation } from 'react-router';
import { ItemCard, ItemCardSkeleton } from '../items/item-card.tsx';
import { PAGE_SIZE, useMoreItems } from '../items/use-more-items.ts';
import { exchangeContext } from '../server/exchange.ts';
import { unwrap } from '../server/unwrap.ts';
import { useShell } from '../shell/site.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Input } from '../ui/input.tsx';

/** As long as the API takes it. */
const SEARCH_MAX = 100;

export async function loader({ url, context }: LoaderFunctionArgs) {
  const { api } = context.get(exchangeContext);
  const { searchParams } = url;
  const q = (searchParams.get('q') ?? '').trim().slice(0, SEARCH_MAX);
  const cursor = searchParams.get('cursor');
  const { data, nextCursor } = unwrap(
    await api.listItems({ limit: PAGE_SIZE, ...(q && { q }), ...(cursor && { cursor }) }),
  );
  return { q, data, nextCursor };
}

export default function ListPage() {
  const { t } = useTranslation();
  const { site } = useShell();
  const first = useLoaderData<typeof loader>();
  const { items, next, state, end } = useMoreItems(first.q, first);
  const isLoading = state === 'loading';
  const navigation = useNavigation();
  const isSearching = navigation.state === 'loading' && navigation.location.pathname === '/';

  return (
    <div className="page">
      <title>{`${t('list.title')} · ${site.projectName}`}</title>
      <meta name="description" content={t('list.lead')} />
      <div className="grid gap-6 pt-12 pb-10 sm:pt-16 lg:grid-cols-[1fr_24rem] lg:items-end lg:gap-16">
        <div className="space-y-4">
          <h1 className="max-w-2xl text-3xl font-extrabold sm:text-5xl">{t('list.heading')}</h1>
          <p className="max-w-xl text-lg text-muted">{t('list.lead')}</p>
        </div>
        <Form role="search" action="/" className="flex gap-2">
          <label htmlFor="q" className="sr-only">
            {t('list.search')}
          </label>
          <Input
            key={first.q}
            id="q"
            type="search"
            name="q"
            defaultValue={first.q}
            maxLength={SEARCH_MAX}
            placeholder={t('list.searchPlaceholder')}
          />
          <Button variant="outline" aria-label={t('list.searchButton')} className="px-4">
            <Icon name="search" />
          </Button>
        </Form>
      </div>

      {first.q && (
        <p className="flex flex-wrap items-baseline gap-x-4 pb-6">
          <span className="font-semibold">{t('list.results', { q: first.q })}</span>
          <Link to="/" className="text-accent underline underline-offset-4">
            {t('list.clear')}
          </Link>
        </p>
      )}

      {items.length === 0 && !isSearching ? (
        <Nothing q={first.q} />
      ) : (
        <ul
          className="grid gap-6 sm:grid-cols-2 lg:grid-cols-3"
          aria-busy={isSearching || isLoading}
        >
          {isSearching
            ? skeletons(6)
            : items.map((item, index) => (
                <li key={item.id}>
                  <ItemCard item={item} isFirst={index === 0} />
                </li>
              ))}
          {isLoading && skeletons(3)}
        </ul>
      )}
      <div ref={end} />
      {next && !isSearching && (
        <div className="space-y-4 pt-10 text-center">
          <p role="status" className="text-muted empty:hidden">
            {state === 'failed' && t('list.failed')}
          </p>
          <Button asChild variant="outline">
            <Link to={next} aria-disabled={isLoading || undefined}>
              {isLoading ? t('list.loading') : t('list.next')}
            </Link>
          </Button>
        </div>
      )}
    </div>
  );
}

const skeletons = (count: number) =>
  Array.from({ length: count }, (_, index) => (
    <li key={`skeleton ${index}`}>
      <ItemCardSkeleton />
    </li>
  ));

function Nothing({ q }: { readonly q: string }) {
  const { t } = useTranslation();
  return (
    <div className="grid justify-items-center gap-3 rounded-card border border-dashed border-line-strong px-6 py-20 text-center">
      <Icon name="ticket" width="2.5rem" height="2.5rem" className="text-muted" />
      <p className="text-xl font-bold">{q ? t('list.none', { q }) : t('list.empty')}</p>
      <p className="text-muted">{q ? t('list.noneHint') : t('list.emptyHint')}</p>
      {q && (
        <Button asChild variant="outline" className="mt-3">
          <Link to="/">{t('list.all')}</Link>
        </Button>
      )}
    </div>
  );
}
