import type { Item } from '@karcis/contracts';
import { Form } from 'react-router';
import { AvailabilityBar } from '../../items/availability-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { StatusBadge } from './status-badge.tsx';

/** Whether an item can be booked, what that means, the way to change it, and who has its places. */
export function StatusPanel({ item }: { readonly item: Item }) {
  const t = useText();
  const { id, status, serverTime } = item;
  const isOpen = status === 'OPEN';
  return (
    <section
      aria-labelledby="status-title"
      className="space-y-4 rounded-card border border-line bg-surface p-5"
    >
      <div className="flex items-center justify-between gap-3">
        <h2 id="status-title" className="text-lg">
          {t('items.statusTitle')}
        </h2>
        <StatusBadge item={item} />
      </div>
      <p>{t(`items.means.${status}`)}</p>
      <Form
        method="post"
        encType="multipart/form-data"
        replace
        preventScrollReset
        className="space-y-2"
      >
        <Seal formKey={`${isOpen ? 'close' : 'open'}-${id}-${serverTime}`} />
        {isOpen ? (
          <ConfirmButton
            name="do"
            value="close"
            variant="danger"
            size="sm"
            title={t('items.closeConfirm')}
            text={t('items.closeHint')}
            confirm={t('items.close')}
            cancel={t('shell.cancel')}
          >
            {t('items.close')}
          </ConfirmButton>
        ) : (
          <Button name="do" value="open" size="sm">
            {t('items.open')}
          </Button>
        )}
        <p className="text-sm text-muted">{t(isOpen ? 'items.closeHint' : 'items.openHint')}</p>
      </Form>
      <div className="space-y-2 border-t border-line pt-4">
        <h3 className="text-base">{t('items.usedTitle')}</h3>
        <AvailabilityBar availability={item.availability} />
      </div>
    </section>
  );
}
