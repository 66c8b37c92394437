import type { PaymentMethod } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { CHECKOUT_PARAM } from '../server/checkout-param.ts';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Icon } from '../ui/icon.tsx';

/** Ways to pay. The chosen one shows its details; opening and closing needs no script. */
export function Methods({
  methods,
  chosenId,
  onChoose,
}: {
  readonly methods: readonly PaymentMethod[];
  readonly chosenId: string | undefined;
  readonly onChoose: (methodId: string) => void;
}) {
  const { t } = useTranslation();
  if (methods.length === 0) return <Alert tone="wait">{t('pay.noMethods')}</Alert>;
  return (
    <fieldset className="space-y-3">
      <legend className="pb-1 text-xl font-bold tracking-tight">{t('pay.method')}</legend>
      {methods.length > 1 && <p className="text-muted">{t('pay.methodHint')}</p>}
      {methods.map((method) => (
        <div
          key={method.id}
          className="group overflow-hidden rounded-card border border-line bg-surface has-checked:border-accent has-checked:ring-1 has-checked:ring-accent"
        >
          <label className="flex min-h-14 items-center gap-3 px-5 py-3 font-semibold">
            <input
              type="radio"
              name="methodId"
              value={method.id}
              data-provider={method.provider ?? undefined}
              defaultChecked={method.id === (chosenId ?? methods[0]?.id)}
              onChange={() => onChoose(method.id)}
              className="size-5 shrink-0 accent-(--accent)"
            />
            {method.displayName}
          </label>
          <div className="hidden border-t border-line p-5 group-has-checked:block">
            {method.provider ? <PayThere method={method} /> : <Details method={method} />}
          </div>
        </div>
      ))}
    </fieldset>
  );
}

/** The way to a provider's page. The form goes by itself, with script or without, and takes no file along. */
function PayThere({ method }: { readonly method: PaymentMethod }) {
  const { t } = useTranslation();
  const { id, displayName: name, instructions } = method;
  return (
    <div className="space-y-4">
      {instructions && <p className="whitespace-pre-line text-muted">{instructions}</p>}
      <p className="text-muted">{t('checkout.hint', { name })}</p>
      <Button
        formAction={`?${CHECKOUT_PARAM}=${id}`}
        formEncType="application/x-www-form-urlencoded"
        formNoValidate
        className="w-full text-lg"
      >
        {t('checkout.pay', { name })}
        <Icon name="arrowRight" />
      </Button>
    </div>
  );
}

function Details({ method }: { readonly method: PaymentMethod }) {
  const { t } = useTranslation();
  const { accountNo, accountName, qrisUrl, instructions, displayName } = method;
  return (
    <div className="space-y-4">
      {accountNo && (
        <div className="flex flex-wrap items-end justify-between gap-3">
          <dl>
            <dt className="text-sm text-muted">{t('pay.accountNo')}</dt>
            <dd className="text-xl font-bold break-all tabular-nums">{accountNo}</dd>
          </dl>
          <CopyButton text={accountNo} label={t('pay.copyAccount')} />
        </div>
      )}
      {accountName && (
        <dl>
          <dt className="text-sm text-muted">{t('pay.accountName')}</dt>
          <dd className="font-semibold">{accountName}</dd>
        </dl>
      )}
      {qrisUrl && (
        <a href={qrisUrl} target="_blank" rel="noreferrer" aria-label={t('pay.qrisOpen')}>
          <img
            src={qrisUrl.startsWith('/api/images/') ? `${qrisUrl}?w=640` : qrisUrl}
            alt={t('pay.qrisAlt', { name: displayName })}
            width="288"
            height="288"
            className="mx-auto aspect-square w-72 rounded-control border border-line bg-white object-contain p-2"
          />
        </a>
      )}
      {instructions && <p className="whitespace-pre-line text-muted">{instructions}</p>}
    </div>
  );
}
