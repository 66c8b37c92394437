import type { DeadLetter } from '@karcis/contracts';
import { Form } from 'react-router';
import { useFormat } from '../../shell/site.ts';
import { Badge } from '../../ui/badge.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '../../ui/table.tsx';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';

const COLUMNS = ['event', 'service', 'error', 'attempts', 'when'] as const;

/** A line an event that a service gave up on. */
export function DeadLetterRows({ rows }: { readonly rows: readonly DeadLetter[] }) {
  const t = useText();
  return (
    <Table>
      <TableHeader>
        <TableRow>
          {COLUMNS.map((column) => (
            <TableHead key={column}>{t(`messages.dead.${column}`)}</TableHead>
          ))}
          <TableHead>
            <span className="sr-only">{t('messages.dead.replay')}</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <DeadLetterRow key={row.id} row={row} />
        ))}
      </TableBody>
    </Table>
  );
}

function DeadLetterRow({ row }: { readonly row: DeadLetter }) {
  const t = useText();
  const format = useFormat();
  const [event, entity] = splitSubject(row.subject);
  return (
    <TableRow>
      <TableCell className="xl:max-w-72 xl:min-w-56">
        <code className="block font-semibold wrap-anywhere">{event}</code>
        <code className="text-sm wrap-anywhere text-muted">{entity}</code>
      </TableCell>
      <TableCell label={t('messages.dead.service')}>{row.service}</TableCell>
      <TableCell label={t('messages.dead.error')} className="text-sm xl:max-w-80">
        <code className="line-clamp-4 wrap-anywhere">{row.error}</code>
      </TableCell>
      <TableCell label={t('messages.dead.attempts')} className="tabular-nums">
        {row.attempts}
      </TableCell>
      <TableCell label={t('messages.dead.when')} className="text-sm text-muted">
        <time dateTime={row.createdAt}>{format.brief(row.createdAt)}</time>
      </TableCell>
      <TableCell>
        {row.replayedAt ? (
          <span className="text-sm text-good">
            <Badge tone="good">
              <Icon name="check" />
              {t('messages.dead.replayed')}
            </Badge>
            <time dateTime={row.replayedAt} className="block pt-1 whitespace-nowrap text-muted">
              {format.brief(row.replayedAt)}
            </time>
          </span>
        ) : (
          <Replay row={row} />
        )}
      </TableCell>
    </TableRow>
  );
}

function Replay({ row: { id, attempts, service, subject } }: { readonly row: DeadLetter }) {
  const t = useText();
  return (
    <Form method="post" preventScrollReset>
      <Seal formKey={`replay-${id}-${attempts}`} />
      <input type="hidden" name="id" value={id} />
      <ConfirmButton
        variant="outline"
        size="sm"
        className="min-h-11 whitespace-nowrap"
        aria-label={`${t('messages.dead.replay')}: ${subject}`}
        title={t('messages.dead.replayTitle')}
        text={t('messages.dead.replayText', { service })}
        confirm={t('messages.dead.replay')}
        cancel={t('shell.cancel')}
      >
        <Icon name="refresh" />
        {t('messages.dead.replay')}
      </ConfirmButton>
    </Form>
  );
}

/** `booking.paid.v1.<id>`: what happened, and to which one. */
function splitSubject(subject: string): readonly [string, string] {
  const dot = subject.lastIndexOf('.');
  return dot === -1 ? [subject, ''] : [subject.slice(0, dot), subject.slice(dot + 1)];
}
