import type { Item } from '@karcis/contracts';
import { useFormat, useShell } from '../shell/site.ts';

/** As wide and high as chats show them. */
const PICTURE = { width: '1200', height: '630' };
const TEXT_MAX = 180;

/** What chats and search engines show of an item's link. React lifts these into the head. */
export function Preview({ item }: { readonly item: Item }) {
  const { site, language } = useShell();
  const format = useFormat();
  const address = site.publicUrl + item.url;
  const text = [
    format.span(item.startsAt, item.endsAt),
    item.location,
    item.description.replace(/\s+/g, ' ').slice(0, TEXT_MAX),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <>
      <link rel="canonical" href={address} />
      <meta name="description" content={text} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={site.projectName} />
      <meta property="og:title" content={item.title} />
      <meta property="og:description" content={text} />
      <meta property="og:url" content={address} />
      <meta property="og:locale" content={language === 'id' ? 'id_ID' : 'en_GB'} />
      <meta property="og:image" content={`${address}/og.png`} />
      <meta property="og:image:width" content={PICTURE.width} />
      <meta property="og:image:height" content={PICTURE.height} />
      <meta property="og:image:alt" content={item.title} />
      <meta name="twitter:card" content="summary_large_image" />
    </>
  );
}
