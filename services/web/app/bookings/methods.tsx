import type { PaymentMethod } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Alert } from '../ui/alert.tsx';
import { CopyButton } from '../ui/copy-button.tsx';

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
              defaultChecked={method.id === (chosenId ?? methods[0]?.id)}
              onChange={() => onChoose(method.id)}
              className="size-5 shrink-0 accent-(--accent)"
            />
            {method.displayName}
          </label>
          <div className="hidden border-t border-line p-5 group-has-checked:block">
            <Details method={method} />
          </div>
        </div>
      ))}
    </fieldset>
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
