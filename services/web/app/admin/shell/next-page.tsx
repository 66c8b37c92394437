import { Link, useSearchParams } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { useText } from '../i18n/use-text.ts';

/** To the rows after these, with the filters that the address has; and back to the first ones. */
export function NextPage({ cursor }: { readonly cursor: string | null }) {
  const t = useText();
  const [search] = useSearchParams();
  const isFirst = !search.has('cursor');
  if (isFirst && !cursor) return null;

  const to = (wanted: string | null) => {
    const asked = new URLSearchParams(search);
    asked.delete('cursor');
    if (wanted) asked.set('cursor', wanted);
    return `?${asked}`;
  };
  return (
    <p className="flex flex-wrap justify-center gap-3">
      {!isFirst && (
        <Button asChild variant="quiet">
          <Link to={to(null)}>{t('shell.first')}</Link>
        </Button>
      )}
      {cursor && (
        <Button asChild variant="outline">
          <Link to={to(cursor)}>{t('shell.next')}</Link>
        </Button>
      )}
    </p>
  );
}
