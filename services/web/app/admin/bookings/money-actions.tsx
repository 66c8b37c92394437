import type { AdminBooking, AdminPayment } from '@karcis/contracts';
import { Form } from 'react-router';
import { useFormat } from '../../shell/site.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Textarea } from '../../ui/input.tsx';
import { errorsByField } from '../forms/errors-by-field.ts';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import type { Refused } from '../server/outcome.ts';
import { useFrame } from '../shell/use-frame.ts';

type MoneyActionsProps = {
  readonly booking: AdminBooking;
  readonly outcome: Refused<{ readonly reason: string }> | undefined;
};

/** What can be done once money is in: cancel what is PAID, and give back what is due. */
export function MoneyActions({ booking, outcome }: MoneyActionsProps) {
  const t = useText();
  const isOwner = useFrame().me.role === 'owner';
  const due = booking.payments.filter(({ status }) => isOwner && status === 'refund-due');
  const isPaid = isOwner && booking.state === 'PAID';
  if (!isPaid && due.length === 0) return <p className="text-muted">{t('bookings.action.none')}</p>;
  return (
    <div className="space-y-4 overflow-hidden rounded-card border border-line bg-surface p-5">
      {due.length > 0 && <Refund booking={booking} due={due} />}
      {isPaid && due.length > 0 && <div className="perforation -mx-5" />}
      {isPaid && <CancelPaid booking={booking} outcome={outcome} />}
    </div>
  );
}

/** One deed for all that is due of a booking: by its provider, or recorded because it was done by hand. */
function Refund({
  booking: { id, version },
  due,
}: Pick<MoneyActionsProps, 'booking'> & { readonly due: readonly AdminPayment[] }) {
  const t = useText();
  const format = useFormat();
  const open = due.find((payment) => payment.provider !== 'manual' && !isAsked(payment));
  const provider = open && t(`payments.providers.${open.provider as 'stripe'}`);
  return (
    <div className="space-y-3">
      {due.map((payment) => (
        <div key={payment.id}>
          <p className="flex flex-wrap justify-between gap-x-4 font-semibold">
            <span>{payment.refundReason && t(`payments.reasons.${payment.refundReason}`)}</span>
            <span className="tabular-nums">{format.money(payment.amount, payment.currency)}</span>
          </p>
          {isAsked(payment) && <p className="text-muted">{t('payments.asked')}</p>}
          {payment.refundError && (
            <p className="text-bad">{t('payments.refused', { error: payment.refundError })}</p>
          )}
        </div>
      ))}
      {provider && (
        <Form method="post">
          <Seal formKey={`refund-${id}-${version}`} />
          <ConfirmButton
            name="intent"
            value="refund"
            className="w-full"
            title={t('payments.refund.askTitle')}
            text={t('payments.refund.askText', { provider })}
            confirm={t('payments.refund.ask', { provider })}
            cancel={t('shell.cancel')}
          >
            {t('payments.refund.ask', { provider })}
          </ConfirmButton>
        </Form>
      )}
      <Form method="post" className="space-y-3">
        <Seal formKey={`refund-by-hand-${id}-${version}`} />
        <Field name="reference" label={t('payments.refund.reference')}>
          {(field) => <Input {...field} maxLength={120} required />}
        </Field>
        <ConfirmButton
          name="intent"
          value="refund"
          variant="outline"
          className="w-full"
          title={t('payments.refund.title')}
          text={t('payments.refund.text')}
          confirm={t('payments.refund.byHand')}
          cancel={t('shell.cancel')}
        >
          {t('payments.refund.byHand')}
        </ConfirmButton>
      </Form>
    </div>
  );
}

const isAsked = ({ refundRequestedAt, refundError }: AdminPayment) =>
  refundRequestedAt !== null && refundError === null;

function CancelPaid({ booking: { id, version }, outcome }: MoneyActionsProps) {
  const t = useText();
  return (
    <Form method="post" className="space-y-3">
      <Seal formKey={`cancel-paid-${id}-${version}`} />
      <Field
        name="reason"
        label={t('payments.cancel.reason')}
        hint={t('payments.cancel.hint')}
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
        value="cancel"
        variant="danger"
        className="w-full"
        title={t('payments.cancel.title')}
        text={t('payments.cancel.text')}
        confirm={t('payments.cancel.do')}
        cancel={t('shell.cancel')}
      >
        {t('payments.cancel.do')}
      </ConfirmButton>
    </Form>
  );
}
