import type { Transfer, TransferBooking } from '@karcis/contracts';
import { Form } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';

/** One line for one booking: sent however often, it is approved once. */
export const approveKey = (lineId: string, bookingId: string) => `match-${lineId}-${bookingId}`;

/** A booking that may be approved by this line, or that only has to be recorded with it. */
export function ApproveOne({
  row,
  booking,
}: {
  readonly row: Transfer;
  readonly booking: TransferBooking;
}) {
  const t = useText();
  const isPaid = booking.state === 'PAID';
  if (booking.state !== 'REVIEW' && !isPaid) return null;
  const words = t(isPaid ? 'transfers.record' : 'transfers.approve');
  return (
    <Form method="post" preventScrollReset>
      <Seal formKey={approveKey(row.id, booking.id)} />
      <input type="hidden" name="pair" value={`${row.id} ${booking.id}`} />
      <Button
        name="intent"
        value={isPaid ? 'record' : 'one'}
        variant={isPaid ? 'outline' : 'primary'}
        aria-label={`${words}: ${booking.name}`}
      >
        <Icon name="check" />
        {words}
      </Button>
    </Form>
  );
}

/** All that are beyond doubt, on this page. */
export function ApproveAll({ rows }: { readonly rows: readonly Transfer[] }) {
  const t = useText();
  return (
    <Form method="post">
      <Seal formKey="match-all-of-a-page" />
      {rows.map((row) => (
        <input
          key={row.id}
          type="hidden"
          name="pair"
          value={`${row.id} ${row.bookings[0]?.id ?? ''}`}
        />
      ))}
      <ConfirmButton
        name="intent"
        value="all"
        title={t('transfers.approveAllTitle')}
        text={t('transfers.approveAllText')}
        confirm={t('transfers.approve')}
        cancel={t('shell.cancel')}
      >
        <Icon name="check" />
        {t('transfers.approveAll', { count: rows.length })}
      </ConfirmButton>
    </Form>
  );
}

/** For a line that has nothing to do with any booking, and the way back. */
export function SetAside({ row: { id, kind, line, amount } }: { readonly row: Transfer }) {
  const t = useText();
  const verb = kind === 'dismissed' ? 'restore' : 'dismiss';
  const words = t(`transfers.${verb}`);
  return (
    <Form method="post" preventScrollReset>
      <Seal formKey={`${verb}-${id}`} />
      <input type="hidden" name="line" value={id} />
      <Button
        name="intent"
        value={verb}
        variant="outline"
        size="sm"
        className="min-h-11"
        aria-label={`${words}: ${t('transfers.line', { line })}, ${amount}`}
      >
        {words}
      </Button>
    </Form>
  );
}
