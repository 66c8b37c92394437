import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { NewEndpoint } from '../../../src/gateway/admin/messages.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useText } from '../i18n/use-text.ts';

/** The secret of an endpoint that was just made. */
export function NewSecret({ endpoint: { url, secret } }: { readonly endpoint: NewEndpoint }) {
  const t = useText();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-labelledby="new-secret"
      className="space-y-4 rounded-card bg-good-soft p-5 outline-none"
    >
      <div className="space-y-1">
        <h2 id="new-secret" className="text-xl text-good">
          {t('messages.hooks.secretTitle')}
        </h2>
        <p className="break-all text-good">{url}</p>
        <p className="font-semibold text-good">{t('messages.hooks.secretText')}</p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-control bg-surface px-4 py-3">
        <code aria-label={t('messages.hooks.secret')} className="min-w-0 font-semibold break-all">
          {secret}
        </code>
        <CopyButton text={secret} label={t('messages.hooks.copySecret')} />
      </div>
      <Button asChild>
        <Link to="/admin/webhooks">{t('messages.hooks.onwards')}</Link>
      </Button>
    </section>
  );
}
