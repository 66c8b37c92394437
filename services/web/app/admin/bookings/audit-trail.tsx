import type { AdminBooking, AuditEntry } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '../../ui/table.tsx';
import { useText } from '../i18n/use-text.ts';
import { Panel } from './panel.tsx';

const COLUMNS = ['at', 'change', 'by', 'reason', 'address', 'hash'] as const;
const HASH_SHOWN = 12;

/** Every step of the booking, and whether the chain that proves it holds. */
export function AuditTrail({
  booking: { audit, auditIntact },
}: {
  readonly booking: AdminBooking;
}) {
  const t = useText();
  return (
    <Panel
      title={t('bookings.audit.title')}
      aside={
        <Badge tone={auditIntact ? 'good' : 'bad'} size="lg">
          <Icon name={auditIntact ? 'shield' : 'warning'} />
          {t(auditIntact ? 'bookings.audit.intact' : 'bookings.audit.broken')}
        </Badge>
      }
    >
      {auditIntact ? (
        <p className="text-sm text-muted">{t('bookings.audit.intactText')}</p>
      ) : (
        <Alert tone="bad">{t('bookings.audit.brokenText')}</Alert>
      )}
      <Table>
        <TableHeader>
          <TableRow>
            {COLUMNS.map((column) => (
              <TableHead key={column}>{t(`bookings.audit.${column}`)}</TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {audit.map((entry) => (
            <AuditRow key={entry.version} entry={entry} />
          ))}
        </TableBody>
      </Table>
    </Panel>
  );
}

function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const t = useText();
  const { t: common } = useTranslation();
  const format = useFormat();
  const { from, to, actor, reason, ipHash, at, hash } = entry;
  const change = from && from !== to ? [from, to] : [to];
  return (
    <TableRow>
      <TableCell label={t('bookings.audit.at')} className="text-sm md:whitespace-nowrap">
        <time dateTime={at}>{format.brief(at)}</time>
      </TableCell>
      <TableCell label={t('bookings.audit.change')} className="font-semibold">
        {change.map((state) => common(`booking.state.${state}`)).join(' → ')}
      </TableCell>
      <TableCell label={t('bookings.audit.by')} className="text-sm">
        {common(`booking.by.${actor}`)}
      </TableCell>
      <TableCell label={t('bookings.audit.reason')} className="text-sm">
        {reason
          ? t(`bookings.audit.reasons.${reason as 'auto-approved'}`, { defaultValue: reason })
          : '–'}
      </TableCell>
      <TableCell label={t('bookings.audit.address')} className="text-sm text-muted">
        <Hash text={ipHash} />
      </TableCell>
      <TableCell label={t('bookings.audit.hash')} className="text-sm text-muted">
        <Hash text={hash} />
      </TableCell>
    </TableRow>
  );
}

const Hash = ({ text }: { readonly text: string | null }) =>
  text ? (
    <code title={text} className="break-all">
      {text.slice(0, HASH_SHOWN)}
    </code>
  ) : (
    '–'
  );
