import type { Item } from '@karcis/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../shell/site.ts';
import { Icon } from '../ui/icon.tsx';
import { Picture } from './picture.tsx';

/** All that an item says of itself, and beside it what can be done. As wide as there is room for. */
export function ItemDetail({ item, aside }: { readonly item: Item; readonly aside: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
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
    <div className="@container">
      <article className="page grid gap-x-12 gap-y-8 pt-6 @4xl:grid-cols-[1fr_25rem] @4xl:pt-10">
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
            <h1 className="text-3xl font-extrabold break-words @xl:text-5xl">{item.title}</h1>
            <dl className="grid gap-4 @xl:grid-cols-2">
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
        <div className="@4xl:row-span-2">
          <div className="@4xl:sticky @4xl:top-6">{aside}</div>
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
    </div>
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
