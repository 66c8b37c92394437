import type { AdminBooking } from '@karcis/contracts';
import { Form } from 'react-router';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { useFrame } from '../shell/use-frame.ts';
import { Panel } from './panel.tsx';

type EraseProps = { readonly booking: AdminBooking };

const UNDER_WAY: readonly string[] = ['HOLD', 'PENDING', 'REVIEW'];

/** What a person may ask for: to be forgotten, in this booking or everywhere. Owners only; what is under way has to end first. */
export function Erase({ booking }: EraseProps) {
  const t = useText();
  const isOwner = useFrame().me.role === 'owner';
  if (!isOwner || UNDER_WAY.includes(booking.state)) return null;

  const isErased = booking.audit.some(({ reason }) => reason === 'erased');
  const contacts = [booking.contact.email, booking.contact.whatsapp].filter((each) => each);
  return (
    <Panel title={t('erase.title')}>
      {isErased ? (
        <p className="text-muted">{t('erase.isErased')}</p>
      ) : (
        <div className="space-y-3">
          <p className="text-muted">{t('erase.lead')}</p>
          <EraseForm booking={booking} name="code" value={booking.code} label={t('erase.this')} />
          {contacts.map((contact) => (
            <EraseForm
              key={contact}
              booking={booking}
              name="contact"
              value={contact ?? ''}
              label={t('erase.everything', { contact })}
            />
          ))}
        </div>
      )}
    </Panel>
  );
}

function EraseForm({
  booking: { id, version },
  name,
  value,
  label,
}: EraseProps & { readonly name: string; readonly value: string; readonly label: string }) {
  const t = useText();
  return (
    <Form method="post">
      <Seal formKey={`erase-${id}-${version}-${value}`} />
      <input type="hidden" name={name} value={value} />
      <ConfirmButton
        name="intent"
        value="erase"
        variant="danger"
        className="w-full"
        title={t('erase.confirmTitle')}
        text={t('erase.confirmText')}
        confirm={label}
        cancel={t('shell.cancel')}
      >
        {label}
      </ConfirmButton>
    </Form>
  );
}
