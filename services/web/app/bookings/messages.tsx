import type { Booking } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-router';
import { useFormat } from '../shell/site.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { tellsNow } from './states.ts';

const TONES: Readonly<Record<'queued' | 'sent' | 'failed', Tone>> = {
  queued: 'wait',
  sent: 'good',
  failed: 'bad',
};

/** What was written to the owner, whether it arrived, and the last word once more. */
export function Messages({
  booking,
  csrfToken,
}: {
  readonly booking: Booking;
  readonly csrfToken: string | null;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const messages = booking.notifications;
  const again = messages.find(({ kind, status }) => status !== 'queued' && tellsNow(kind, booking));
  if (messages.length === 0) return null;
  return (
    <section className="space-y-4">
      <h2 className="text-xl">{t('booking.messages')}</h2>
      <ul className="divide-y divide-line rounded-card border border-line bg-surface">
        {messages.map(({ kind, channel, status, at }) => (
          <li
            key={`${kind} ${channel}`}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3"
          >
            <span className="font-semibold">
              {t(`booking.messageKind.${kind as 'approved'}`, { defaultValue: kind })}
            </span>
            <span className="text-sm text-muted">
              {t(`booking.channel.${channel as 'email'}`, { defaultValue: channel })} ·{' '}
              {format.time(at)}
            </span>
            <Badge tone={TONES[status]} className="ml-auto">
              {t(`booking.messageStatus.${status}`)}
            </Badge>
          </li>
        ))}
      </ul>
      {again && csrfToken && (
        <Form method="post" preventScrollReset className="space-y-2">
          <input type="hidden" name="csrfToken" value={csrfToken} />
          <Button name="resend" value={again.kind} variant="outline" size="sm">
            <Icon name="refresh" />
            {t('booking.resend')}
          </Button>
          <p className="text-sm text-muted">{t('booking.resendHint')}</p>
        </Form>
      )}
    </section>
  );
}
