import { BookingState } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { type LoaderFunctionArgs, useLoaderData, useSearchParams } from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { BookingRows } from '../bookings/booking-rows.tsx';
import { useText } from '../i18n/use-text.ts';
import { organiserOf } from '../server/organiser.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { FilterBar, FilterChoice, FilterText, filtersOf } from '../shell/filter-bar.tsx';
import { NextPage } from '../shell/next-page.tsx';
import { useMoreRows } from '../shell/use-more-rows.ts';

const FILTERS = ['q', 'state', 'itemId'] as const;
const PAGE_SIZE = '25';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const filters = filtersOf(args.url, FILTERS);
  const { cursor } = filtersOf(args.url, ['cursor']);
  const query = { ...filters, limit: PAGE_SIZE, ...(cursor && { cursor }) };
  const [list, items] = await Promise.all([api.bookings.list(query), api.bookings.itemChoices()]);
  const { data, nextCursor } = unwrap(list);
  return {
    filters,
    data,
    nextCursor,
    items: items.ok ? items.data.data.map(({ id, title }) => ({ value: id, label: title })) : [],
  };
}

export default function BookingsPage() {
  const t = useText();
  const first = useLoaderData<typeof loader>();
  const { filters } = first;
  const { rows, nextCursor, isLoading, end } = useMoreRows(first);
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <AdminPage
      isWide
      title={t('bookings.title')}
      lead={t('bookings.lead')}
      actions={
        <Button asChild variant="outline">
          <a href={`/api/admin/bookings.csv?${new URLSearchParams(filters)}`} download>
            <Icon name="download" />
            {t(isFiltered ? 'bookings.csvFiltered' : 'bookings.csv')}
          </a>
        </Button>
      }
    >
      <Filters filters={filters} items={first.items} isFiltered={isFiltered} />
      {rows.length === 0 ? (
        <Nothing isFiltered={isFiltered} />
      ) : (
        <BookingRows rows={rows} isLoading={isLoading} />
      )}
      <div ref={end} />
      <NextPage cursor={nextCursor} />
    </AdminPage>
  );
}

type FiltersProps = {
  readonly filters: Partial<Record<(typeof FILTERS)[number], string>>;
  readonly items: readonly { readonly value: string; readonly label: string }[];
  readonly isFiltered: boolean;
};

function Filters({
  filters: { q = '', state = '', itemId = '' },
  items,
  isFiltered,
}: FiltersProps) {
  const t = useText();
  const { t: common } = useTranslation();
  const states = BookingState.options.map((value) => ({
    value,
    label: common(`booking.state.${value}`),
  }));
  const isListed = !itemId || items.some(({ value }) => value === itemId);
  return (
    <FilterBar isActive={isFiltered}>
      <FilterText name="q" label={t('bookings.search')} value={q} />
      <FilterChoice
        name="state"
        label={t('bookings.state')}
        value={state}
        all={t('bookings.anyState')}
        options={states}
      />
      <FilterChoice
        name="itemId"
        label={t('bookings.item')}
        value={itemId}
        all={t('bookings.anyItem')}
        options={isListed ? items : [...items, { value: itemId, label: itemId }]}
      />
    </FilterBar>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const t = useText();
  const [search] = useSearchParams();
  const isElsewhere = isFiltered || search.has('cursor');
  return (
    <EmptyState
      icon={isElsewhere ? 'search' : 'ticket'}
      title={t(isElsewhere ? 'bookings.none' : 'bookings.empty')}
    >
      {t(isElsewhere ? 'bookings.noneText' : 'bookings.emptyText')}
    </EmptyState>
  );
}
