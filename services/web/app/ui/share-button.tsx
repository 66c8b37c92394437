import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHydrated } from '../live/use-hydrated.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

const SHOWN_MS = 2_000;

/** Hands a page's address to the phone's share sheet, or copies it where there is none. */
export function ShareButton({
  title,
  path,
  label,
  size,
}: {
  readonly title: string;
  readonly path: string;
  readonly label: string;
  readonly size?: 'sm';
}) {
  const { t } = useTranslation();
  const isAlive = useHydrated();
  const [isCopied, setCopied] = useState(false);
  if (!isAlive) return null;

  async function share() {
    const url = location.origin + path;
    if (typeof navigator.share === 'function') {
      // Closing the sheet counts as an error.
      await navigator.share({ title, url }).catch(() => undefined);
      return;
    }
    await navigator.clipboard.writeText(url);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  }

  return (
    <Button type="button" variant="outline" size={size} onClick={() => void share()}>
      <Icon name={isCopied ? 'check' : 'share'} />
      <span aria-live="polite">{isCopied ? t('item.shareCopied') : label}</span>
    </Button>
  );
}
