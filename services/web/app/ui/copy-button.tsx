import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Announce } from '../live/announce.tsx';
import { useHydrated } from '../live/use-hydrated.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

const SHOWN_MS = 2_000;

/** Copies `text`. Without script there is no such thing, so there is no button either. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation();
  const isAlive = useHydrated();
  const [isCopied, setCopied] = useState(false);
  if (!isAlive) return null;

  async function copy() {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  }

  return (
    <>
      <Button
        type="button"
        variant="outline"
        size="sm"
        aria-label={label}
        onClick={() => void copy()}
      >
        <Icon name={isCopied ? 'check' : 'copy'} />
        {isCopied ? t('pay.copied') : t('pay.copy')}
      </Button>
      <Announce text={isCopied ? t('pay.copied') : ''} />
    </>
  );
}
