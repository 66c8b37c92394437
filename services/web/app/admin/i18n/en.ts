import type { AdminTranslation } from './id.ts';
import { bookings } from './bookings.en.ts';
import { checkIn } from './check-in.en.ts';
import { accounts } from './accounts.en.ts';
import { dashboard } from './dashboard.en.ts';
import { erase } from './erase.en.ts';
import { messages } from './messages.en.ts';
import { payments } from './payments.en.ts';
import { forms } from './forms.en.ts';
import { items } from './items.en.ts';
import { paymentMethods } from './payment-methods.en.ts';
import { review } from './review.en.ts';
import { security } from './security.en.ts';
import { session } from './session.en.ts';
import { templates } from './templates.en.ts';
import { shell } from './shell.en.ts';
import { transfers } from './transfers.en.ts';

export const en: AdminTranslation = {
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
};
