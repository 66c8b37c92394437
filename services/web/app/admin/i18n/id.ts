import type { Widen } from '../../i18n/id.ts';
import { bookings } from './bookings.id.ts';
import { checkIn } from './check-in.id.ts';
import { accounts } from './accounts.id.ts';
import { dashboard } from './dashboard.id.ts';
import { erase } from './erase.id.ts';
import { messages } from './messages.id.ts';
import { payments } from './payments.id.ts';
import { forms } from './forms.id.ts';
import { items } from './items.id.ts';
import { paymentMethods } from './payment-methods.id.ts';
import { review } from './review.id.ts';
import { security } from './security.id.ts';
import { session } from './session.id.ts';
import { templates } from './templates.id.ts';
import { shell } from './shell.id.ts';
import { transfers } from './transfers.id.ts';

/** What the organiser's pages say in Indonesian: an area's texts are in a file of their own. */
export const id = {
  shell,
  session,
  dashboard,
  review,
  bookings,
  messages,
  transfers,
  templates,
  payments,
  forms,
  items,
  paymentMethods,
  checkIn,
  accounts,
  security,
  erase,
} as const;

export type AdminTranslation = Widen<typeof id>;
