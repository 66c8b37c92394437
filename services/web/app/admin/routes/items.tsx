import type { ItemSummary } from '@karcis/contracts';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { useFormat } from '../../shell/site.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '../../ui/table.tsx';
import { useText } from '../i18n/use-text.ts';
import { placesInUse } from '../items/places-in-use.ts';
import { StatusBadge } from '../items/status-badge.tsx';
import { organiserOf } from '../server/organiser.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { FilterBar, FilterChoice, FilterText, filtersOf } from '../shell/filter-bar.tsx';
import { NextPage } from '../shell/next-page.tsx';

const LIMIT = '20';
const STATUSES = ['DRAFT', 'OPEN', 'CLOSED'] as const;

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const { cursor, ...filters } = filtersOf(args.url, ['q', 'status', 'cursor']);
  const { data, nextCursor } = unwrap(
    await api.items.list({ ...filters, ...(cursor && { cursor }), limit: LIMIT }),
  );
  return { data, nextCursor, filters };
}

export default function ItemsPage() {
  const t = useText();
  const { data, nextCursor, filters } = useLoaderData<typeof loader>();
  const isFiltered = Object.keys(filters).length > 0;
  const create = (
    <Button asChild>
      <Link to="/admin/items/new">
        <Icon name="plus" />
        {t('items.new')}
      </Link>
    </Button>
  );
  return (
    <AdminPage title={t('items.title')} actions={create} isWide>
      <FilterBar isActive={isFiltered}>
        <FilterText name="q" label={t('items.search')} value={filters.q ?? ''} />
        <FilterChoice
          name="status"
          label={t('items.status')}
          value={filters.status ?? ''}
          all={t('items.allStatuses')}
          options={STATUSES.map((status) => ({ value: status, label: t(`items.state.${status}`) }))}
        />
      </FilterBar>
      {data.length === 0 && isFiltered && (
        <EmptyState icon="search" title={t('items.noneFound')}>
          {t('items.noneFoundText')}
        </EmptyState>
      )}
      {data.length === 0 && !isFiltered && (
        <EmptyState icon="ticket" title={t('items.empty')} action={create}>
          {t('items.emptyText')}
        </EmptyState>
      )}
      {data.length > 0 && <Items items={data} />}
      <NextPage cursor={nextCursor} />
    </AdminPage>
  );
}

function Items({ items }: { readonly items: readonly ItemSummary[] }) {
  const t = useText();
  return (
    <Table>
      <TableHeader>
        <TableRow>
          <TableHead>{t('items.name')}</TableHead>
          <TableHead>{t('items.starts')}</TableHead>
          <TableHead>{t('items.price')}</TableHead>
          <TableHead>{t('items.places')}</TableHead>
          <TableHead>{t('items.status')}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {items.map((item) => (
          <ItemRow key={item.id} item={item} />
        ))}
      </TableBody>
    </Table>
  );
}

function ItemRow({ item }: { readonly item: ItemSummary }) {
  const t = useText();
  const format = useFormat();
  const used = format.number(placesInUse(item));
  const capacity = format.number(item.availability.capacity);
  return (
    <TableRow>
      <TableCell>
        <Link
          to={`/admin/items/${item.id}`}
          className="font-semibold underline decoration-line-strong underline-offset-4 hover:decoration-accent"
        >
          {item.title}
        </Link>
        {item.location && <p className="text-sm text-muted">{item.location}</p>}
      </TableCell>
      <TableCell label={t('items.starts')}>
        <time dateTime={item.startsAt}>{format.dateTime(item.startsAt)}</time>
      </TableCell>
      <TableCell label={t('items.price')}>
        {item.price === 0 ? t('items.free') : format.money(item.price, item.currency)}
      </TableCell>
      <TableCell label={t('items.places')} className="tabular-nums">
        {t('items.usedOf', { used, capacity })}
      </TableCell>
      <TableCell label={t('items.status')}>
        <StatusBadge item={item} />
      </TableCell>
    </TableRow>
  );
}
