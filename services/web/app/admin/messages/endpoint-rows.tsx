import type { WebhookEndpoint } from '@karcis/contracts';
import { Form } from 'react-router';
import { useFormat } from '../../shell/site.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Select } from '../../ui/input.tsx';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { useMessageWords } from './use-message-words.ts';

/** How far back a replay goes. */
const REPLAY_HOURS = [1, 24, 168];

/** Where events go to, and whether they still do. */
export function EndpointRows({ rows }: { readonly rows: readonly WebhookEndpoint[] }) {
  return (
    <ul className="space-y-3">
      {rows.map((row) => (
        <li
          key={row.id}
          className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-card border border-line bg-surface p-5"
        >
          <Endpoint row={row} />
          <div className="flex flex-wrap items-end gap-3">
            <Replay row={row} />
            <Remove row={row} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Endpoint({ row }: { readonly row: WebhookEndpoint }) {
  const t = useText();
  const format = useFormat();
  const words = useMessageWords();
  const { url, description, kinds, createdAt, disabledAt } = row;
  return (
    <div className="min-w-0 grow basis-64 space-y-1.5">
      <p className="font-semibold break-all">{url}</p>
      {description && <p className="break-words">{description}</p>}
      <p className="text-sm text-muted">
        {kinds.length === 0 ? t('messages.hooks.all') : kinds.map(words.kind).join(', ')}
      </p>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <Badge tone={disabledAt ? 'bad' : 'good'}>
          {t(disabledAt ? 'messages.hooks.disabled' : 'messages.hooks.active')}
        </Badge>
        {disabledAt
          ? t('messages.hooks.disabledText', { at: format.brief(disabledAt) })
          : `${t('messages.hooks.since')} ${format.brief(createdAt)}`}
      </p>
    </div>
  );
}

/** For a receiver that was away, or lost what it had. */
function Replay({ row: { id, url } }: { readonly row: WebhookEndpoint }) {
  const t = useText();
  return (
    <Form method="post" preventScrollReset className="flex flex-wrap items-end gap-3">
      <Seal formKey={`replay-${id}`} />
      <input type="hidden" name="id" value={id} />
      <label className="space-y-1">
        <span className="block text-sm text-muted">{t('messages.hooks.kinds')}</span>
        <Select name="hours" defaultValue="24" className="min-h-11 py-2">
          {REPLAY_HOURS.map((count) => (
            <option key={count} value={count}>
              {t('messages.hooks.hours', { count })}
            </option>
          ))}
        </Select>
      </label>
      <Button
        name="intent"
        value="replay"
        variant="outline"
        size="sm"
        className="min-h-11"
        aria-label={`${t('messages.hooks.replay')}: ${url}`}
      >
        <Icon name="refresh" />
        {t('messages.hooks.replay')}
      </Button>
    </Form>
  );
}

function Remove({ row: { id, url } }: { readonly row: WebhookEndpoint }) {
  const t = useText();
  return (
    <Form method="post" preventScrollReset>
      <Seal formKey={`remove-${id}`} />
      <input type="hidden" name="id" value={id} />
      <ConfirmButton
        name="intent"
        value="remove"
        variant="danger"
        size="sm"
        className="min-h-11"
        aria-label={`${t('messages.hooks.remove')}: ${url}`}
        title={t('messages.hooks.removeTitle')}
        text={t('messages.hooks.removeText', { url })}
        confirm={t('messages.hooks.remove')}
        cancel={t('shell.cancel')}
      >
        {t('messages.hooks.remove')}
      </ConfirmButton>
    </Form>
  );
}
