import type { Item } from '@karcis/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Picture } from '../items/picture.tsx';
import { useFormat, useShell } from '../shell/site.ts';
import { Icon } from '../ui/icon.tsx';

/** The booking form as a page of its own, with what it is for beside it. */
export function BookFrame({
  item,
  children,
}: {
  readonly item: Item;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { site } = useShell();
  const format = useFormat();
  return (
    <div className="page grid gap-x-14 gap-y-8 pt-6 lg:grid-cols-[20rem_30rem] lg:pt-10">
      <title>{`${t('book.title')} · ${item.title} · ${site.projectName}`}</title>
      <meta name="robots" content="noindex" />
      <aside className="space-y-5">
        <Link
          to={item.url}
          className="inline-flex min-h-11 items-center gap-2 font-semibold text-muted hover:text-ink"
        >
          <Icon name="arrowLeft" />
          {t('book.backToItem')}
        </Link>
        <div className="hidden aspect-[16/10] overflow-hidden rounded-card border border-line lg:block">
          <Picture item={item} sizes="20rem" />
        </div>
        <div className="space-y-1">
          <p className="text-lg font-bold">{item.title}</p>
          <p className="text-muted">{format.span(item.startsAt, item.endsAt)}</p>
          <p className="text-muted">{item.location}</p>
        </div>
      </aside>
      <div className="space-y-6">
        <h1 className="text-3xl font-extrabold">{t('book.title')}</h1>
        {children}
      </div>
    </div>
  );
}
