import type { AdminBooking } from '@karcis/contracts';
import { Form } from 'react-router';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Textarea } from '../../ui/input.tsx';
import { errorsByField } from '../forms/errors-by-field.ts';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import type { Refused } from '../server/outcome.ts';
import { MoneyActions } from './money-actions.tsx';
import { Panel } from './panel.tsx';

type ActionsProps = {
  readonly booking: AdminBooking;
  readonly outcome: Refused<{ readonly reason: string }> | undefined;
};

/** What an organiser can do with a booking in its present state. Every deed with one booking is here. */
export function Actions({ booking, outcome }: ActionsProps) {
  const t = useText();
  return (
    <Panel title={t('bookings.action.title')}>
      {booking.state === 'REVIEW' ? (
        <div className="space-y-4 overflow-hidden rounded-card border border-line bg-surface p-5">
          <Approve booking={booking} />
          <div className="perforation -mx-5" />
          <Reject booking={booking} outcome={outcome} />
        </div>
      ) : (
        <MoneyActions booking={booking} outcome={outcome} />
      )}
    </Panel>
  );
}

function Approve({ booking: { id, version } }: Pick<ActionsProps, 'booking'>) {
  const t = useText();
  return (
    <Form method="post">
      <Seal formKey={`approve-${id}-${version}`} />
      <ConfirmButton
        name="intent"
        value="approve"
        className="w-full"
        title={t('bookings.action.approveTitle')}
        text={t('bookings.action.approveText')}
        confirm={t('bookings.action.approve')}
        cancel={t('shell.cancel')}
      >
        <Icon name="check" />
        {t('bookings.action.approve')}
      </ConfirmButton>
    </Form>
  );
}

function Reject({ booking: { id, version }, outcome }: ActionsProps) {
  const t = useText();
  return (
    <Form method="post" className="space-y-3">
      <Seal formKey={`reject-${id}-${version}`} />
      <Field
        name="reason"
        label={t('bookings.action.reason')}
        hint={t('bookings.action.reasonHint')}
        error={errorsByField(outcome?.problem)['reason']}
      >
        {(field) => (
          <Textarea
            {...field}
            rows={2}
            maxLength={500}
            required
            defaultValue={outcome?.values?.reason}
          />
        )}
      </Field>
      <ConfirmButton
        name="intent"
        value="reject"
        variant="danger"
        className="w-full"
        title={t('bookings.action.rejectTitle')}
        text={t('bookings.action.rejectText')}
        confirm={t('bookings.action.reject')}
        cancel={t('shell.cancel')}
      >
        <Icon name="close" />
        {t('bookings.action.reject')}
      </ConfirmButton>
    </Form>
  );
}
