import type { AdminPaymentMethod } from '@karcis/contracts';
import { Form, Link } from 'react-router';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';

/** A way to pay in the list, with what can be done to it. */
export function MethodCard({ method }: { readonly method: AdminPaymentMethod }) {
  const t = useText();
  const { id, type, displayName, accountNo, accountName, qrisUrl, active } = method;
  return (
    <article className="flex h-full flex-col gap-4 rounded-card border border-line bg-surface p-5">
      <div className="flex items-start gap-4">
        {qrisUrl && (
          <img
            src={qrisUrl.startsWith('/api/images/') ? `${qrisUrl}?w=320` : qrisUrl}
            alt=""
            className="size-16 shrink-0 rounded-control border border-line bg-white object-contain p-1"
          />
        )}
        <div className="min-w-0 grow space-y-1">
          <h2 className="text-lg break-words">{displayName}</h2>
          <p className="text-sm text-muted">{t(`paymentMethods.types.${type}`)}</p>
          {accountNo && <p className="font-semibold break-all tabular-nums">{accountNo}</p>}
          {accountName && <p className="text-sm text-muted break-words">{accountName}</p>}
        </div>
        <Badge tone={active ? 'good' : 'neutral'}>
          {t(active ? 'paymentMethods.active' : 'paymentMethods.inactive')}
        </Badge>
      </div>
      <Form
        method="post"
        preventScrollReset
        aria-label={displayName}
        className="mt-auto flex flex-wrap gap-2 border-t border-line pt-4"
      >
        <Seal formKey={`payment-method-${id}`} />
        <input type="hidden" name="id" value={id} />
        <Button asChild variant="outline" size="sm">
          <Link to={`/admin/payment-methods/${id}`}>{t('paymentMethods.edit')}</Link>
        </Button>
        <Button name="do" value={active ? 'switch-off' : 'switch-on'} variant="outline" size="sm">
          {t(active ? 'paymentMethods.switchOff' : 'paymentMethods.switchOn')}
        </Button>
        <ConfirmButton
          name="do"
          value="remove"
          variant="danger"
          size="sm"
          title={t('paymentMethods.removeTitle', { name: displayName })}
          text={t('paymentMethods.removeText')}
          confirm={t('paymentMethods.remove')}
          cancel={t('shell.cancel')}
        >
          <Icon name="trash" />
          {t('paymentMethods.remove')}
        </ConfirmButton>
      </Form>
    </article>
  );
}
