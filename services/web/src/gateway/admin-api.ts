import { accountCalls, securityCalls } from './admin/accounts.ts';
import { bookingCalls } from './admin/bookings.ts';
import { messageCalls } from './admin/messages.ts';
import { paymentCalls } from './admin/payments.ts';
import { itemCalls } from './admin/items.ts';
import { paymentMethodCalls } from './admin/payment-methods.ts';
import { doorCalls } from './admin/door.ts';
import { sessionCalls } from './admin/session.ts';
import { templateCalls } from './admin/templates.ts';
import { transferCalls } from './admin/transfers.ts';
import type { Ask } from './connection.ts';

/** What organisers may ask: an area is a file in `admin/` and a line here. */
export const adminApi = (ask: Ask) => ({
  session: sessionCalls(ask),
  bookings: bookingCalls(ask),
  messages: messageCalls(ask),
  transfers: transferCalls(ask),
  templates: templateCalls(ask),
  payments: paymentCalls(ask),
  items: itemCalls(ask),
  paymentMethods: paymentMethodCalls(ask),
  door: doorCalls(ask),
  accounts: accountCalls(ask),
  security: securityCalls(ask),
});

export type AdminApi = ReturnType<typeof adminApi>;
