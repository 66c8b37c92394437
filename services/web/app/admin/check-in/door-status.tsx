import { useFormat } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { useText } from '../i18n/use-text.ts';
import type { DoorState } from './door.ts';
import { cameInSince } from './entries.ts';

/** How many are in, and whether the server knows. */
export function DoorStatus({
  name,
  state: { network, signedOut, list, entries },
}: {
  readonly name: string;
  readonly state: DoorState;
}) {
  const t = useText();
  const format = useFormat();
  const waiting = entries.filter(({ outcome }) => outcome.state === 'waiting');
  const isIn = new Set([
    ...(list?.tickets.filter(({ checkedInAt }) => checkedInAt).map(({ id }) => id) ?? []),
    ...cameInSince(entries).map(({ ticketId }) => ticketId),
  ]);
  const words = {
    unknown: t('checkIn.looking'),
    online: t('checkIn.online'),
    offline: t('checkIn.offline'),
  };
  return (
    <section className="space-y-3">
      <p className="text-muted">
        {t('checkIn.door')}: <span className="font-semibold text-ink">{name}</span>
      </p>
      {list && (
        <p className="text-3xl font-extrabold tabular-nums">
          {t('checkIn.counts', { checkedIn: isIn.size, total: list.tickets.length })}
        </p>
      )}
      <p
        role="status"
        data-network={network}
        className="flex flex-wrap items-center gap-x-3 gap-y-1"
      >
        <span className="flex items-center gap-2 font-semibold">
          <span
            aria-hidden="true"
            className={
              network === 'online'
                ? 'size-2.5 rounded-full bg-good'
                : 'size-2.5 rounded-full bg-wait'
            }
          />
          {words[network]}
        </span>
        {list && (
          <span className="text-sm text-muted">
            {t('checkIn.listAsOf', { time: format.time(list.asOf) })}
          </span>
        )}
        {waiting.length > 0 && (
          <span className="text-sm font-semibold text-wait">
            {t('checkIn.waiting', { count: waiting.length })}
          </span>
        )}
      </p>
      {signedOut && (
        <Alert tone="wait" isNews>
          <p>{t('checkIn.signedOut')}</p>
          <a href="/admin/login?next=/admin/check-in" className="font-semibold underline">
            {t('checkIn.signIn')}
          </a>
        </Alert>
      )}
    </section>
  );
}
