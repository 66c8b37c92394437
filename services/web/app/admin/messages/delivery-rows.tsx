import type { Delivery } from '@karcis/contracts';
import { Form, Link } from 'react-router';
import { useFormat } from '../../shell/site.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '../../ui/table.tsx';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { errorInWords } from './error-in-words.ts';
import { retryKey } from './retry-key.ts';
import { useMessageWords } from './use-message-words.ts';

const COLUMNS = ['message', 'status', 'attempts', 'problem', 'when'] as const;

/** A line a message: how far it got, and what to do about it. */
export function DeliveryRows({ rows }: { readonly rows: readonly Delivery[] }) {
  const t = useText();
  return (
    <Table>
      <TableHeader>
        <TableRow>
          {COLUMNS.map((column) => (
            <TableHead key={column}>{t(`messages.column.${column}`)}</TableHead>
          ))}
          <TableHead>
            <span className="sr-only">{t('messages.retry')}</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <DeliveryRow key={row.id} row={row} />
        ))}
      </TableBody>
    </Table>
  );
}

function DeliveryRow({ row }: { readonly row: Delivery }) {
  const t = useText();
  const format = useFormat();
  const words = useMessageWords();
  const { kind, channel, status, attempts, updatedAt } = row;
  return (
    <TableRow>
      <TableCell>
        <span className="block font-semibold">{words.kind(kind)}</span>
        <span className="text-sm text-muted">
          {words.channel(channel)} ·{' '}
          <Link
            to={`/admin/bookings/${row.bookingId}`}
            className="whitespace-nowrap text-accent underline underline-offset-4"
          >
            {t('messages.toBooking')}
          </Link>
        </span>
      </TableCell>
      <TableCell label={t('messages.column.status')}>
        <Badge tone={words.tones[status]}>{t(`messages.${status}`)}</Badge>
        <Receipt row={row} />
      </TableCell>
      <TableCell label={t('messages.column.attempts')} className="tabular-nums">
        {attempts}
      </TableCell>
      <TableCell
        {...(row.lastError && { label: t('messages.column.problem') })}
        className="xl:max-w-80"
      >
        {row.lastError && <Problem row={row} error={row.lastError} />}
      </TableCell>
      <TableCell label={t('messages.column.when')} className="text-sm whitespace-nowrap text-muted">
        <time dateTime={updatedAt}>{format.brief(updatedAt)}</time>
      </TableCell>
      <TableCell>{status === 'failed' && <Retry row={row} />}</TableCell>
    </TableRow>
  );
}

/** How far it got beyond being sent, as far as who carries it tells. */
function Receipt({ row: { deliveredAt, readAt } }: { readonly row: Delivery }) {
  const t = useText();
  const format = useFormat();
  const at = readAt ?? deliveredAt;
  if (!at) return null;
  return (
    <span className="block pt-1 text-sm text-muted">
      {t(readAt ? 'messages.read' : 'messages.delivered', { at: format.brief(at) })}
    </span>
  );
}

function Problem({ row, error }: { readonly row: Delivery; readonly error: string }) {
  const t = useText();
  const format = useFormat();
  const { problem, status } = errorInWords(error);
  return (
    <>
      <span className="block">{t(`messages.problem.${problem}`, { status })}</span>
      <code className="block text-sm break-words text-muted">{error}</code>
      {row.nextAttemptAt && (
        <span className="block text-sm text-muted">
          {t('messages.nextTry', { at: format.brief(row.nextAttemptAt) })}
        </span>
      )}
    </>
  );
}

function Retry({ row }: { readonly row: Delivery }) {
  const t = useText();
  const words = useMessageWords();
  return (
    <Form method="post" preventScrollReset>
      <Seal formKey={retryKey(row)} />
      <input type="hidden" name="id" value={row.id} />
      <Button
        variant="outline"
        size="sm"
        className="min-h-11 whitespace-nowrap"
        aria-label={`${t('messages.retry')}: ${words.kind(row.kind)}, ${words.channel(row.channel)}`}
      >
        <Icon name="refresh" />
        {t('messages.retry')}
      </Button>
    </Form>
  );
}
