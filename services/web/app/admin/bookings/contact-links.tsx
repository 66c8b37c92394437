import type { AdminBooking } from '@karcis/contracts';
import type { ReactElement } from 'react';
import { readableCode } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import { Panel } from './panel.tsx';

/** Ways to write to the person, with the first words written already. */
export function ContactLinks({ booking }: { readonly booking: AdminBooking }) {
  const t = useText();
  const { contact, name, item } = booking;
  const words = { name, code: readableCode(booking.code), item: item.title };
  const greeting = encodeURIComponent(t('bookings.contact.greeting', words));
  const subject = encodeURIComponent(t('bookings.contact.subject', words));

  return (
    <Panel title={t('bookings.contact.title')}>
      {contact.whatsapp && (
        <Way label={contact.whatsapp}>
          <a
            href={`https://wa.me/${contact.whatsapp.replace('+', '')}?text=${greeting}`}
            target="_blank"
            rel="noreferrer"
          >
            <Icon name="external" />
            {t('bookings.contact.whatsapp')}
          </a>
        </Way>
      )}
      {contact.email && (
        <Way label={contact.email}>
          <a
            href={`mailto:${encodeURIComponent(contact.email)}?subject=${subject}&body=${greeting}`}
          >
            <Icon name="mail" />
            {t('bookings.contact.email')}
          </a>
        </Way>
      )}
      {!contact.whatsapp && !contact.email && (
        <p className="text-muted">{t('bookings.contact.none')}</p>
      )}
    </Panel>
  );
}

const Way = ({ label, children }: { readonly label: string; readonly children: ReactElement }) => (
  <p className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
    <span className="min-w-0 font-semibold break-all tabular-nums">{label}</span>
    <Button asChild variant="outline" size="sm">
      {children}
    </Button>
  </p>
);
