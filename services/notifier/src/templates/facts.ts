import type { findRecipient } from '@karcis/contracts';
import type { z } from 'zod';
import { formatCode, formatMoment, formatMoney, type Language, oneLine } from './format.ts';

/** Whom a booking belongs to and how it stands. Asked for at the moment of sending and kept nowhere. */
export type Recipient = NonNullable<z.infer<typeof findRecipient.response>['recipient']>;

export type TemplateSettings = {
  readonly projectName: string;
  readonly organizationName: string;
  /** The gateway's origin, without a slash at the end. */
  readonly publicUrl: string;
  /** IANA name of the zone that times are shown in. */
  readonly timeZone: string;
};

/** What the texts are made of: words that are ready to be read, each on one line, none of them trusted as markup. */
export type Facts = {
  readonly name: string;
  readonly title: string;
  readonly code: string;
  readonly startsAt: string;
  readonly location: string;
  readonly quantity: number;
  /** Null where the booking costs nothing. */
  readonly price: string | null;
  /** When the hold ends, null once no time runs any more. */
  readonly deadline: string | null;
  readonly rejectionReason: string | null;
  readonly bookingUrl: string;
  readonly reviewUrl: string;
  readonly projectName: string;
  readonly organizationName: string;
};

export function toFacts(
  { name, booking }: Recipient,
  language: Language,
  { publicUrl, timeZone, projectName, organizationName }: TemplateSettings,
): Facts {
  const moment = (instant: string) => formatMoment(new Date(instant), timeZone, language);

  return {
    name: oneLine(name),
    title: oneLine(booking.item.title),
    code: formatCode(booking.code),
    startsAt: moment(booking.item.startsAt),
    location: oneLine(booking.item.location),
    quantity: booking.quantity,
    price: booking.amount === 0 ? null : formatMoney(booking.amountDue, booking.currency, language),
    deadline: booking.holdExpiresAt && moment(booking.holdExpiresAt),
    rejectionReason: booking.rejectionReason && oneLine(booking.rejectionReason),
    bookingUrl: `${publicUrl}/b/${booking.code}`,
    reviewUrl: `${publicUrl}/admin`,
    projectName: oneLine(projectName),
    organizationName: oneLine(organizationName),
  };
}
