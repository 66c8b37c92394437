import type { Route } from '../route.ts';
import { type AccountRoutesDeps, accountRoutes } from './account.ts';
import { type OrganiserAccountRoutesDeps, organiserAccountRoutes } from './admin/accounts.ts';
import { adminBookingRoutes, type AdminBookingRoutesDeps } from './admin/bookings.ts';
import { type CheckInRoutesDeps, checkInRoutes } from './admin/check-in.ts';
import { type DeadLetterRoutesDeps, deadLetterRoutes } from './admin/dead-letters.ts';
import { type ErasureRoutesDeps, erasureRoutes } from './admin/erasures.ts';
import { type FileRoutesDeps, adminFileRoutes } from './admin/files.ts';
import { type AdminItemRoutesDeps, adminItemRoutes } from './admin/items.ts';
import { type NotificationRoutesDeps, notificationRoutes } from './admin/notifications.ts';
import { type TemplateRoutesDeps, templateRoutes } from './admin/templates.ts';
import { type PaymentMethodRoutesDeps, adminPaymentMethodRoutes } from './admin/payment-methods.ts';
import { type AdminPaymentRoutesDeps, adminPaymentRoutes } from './admin/payments.ts';
import { type SessionRoutesDeps, sessionRoutes } from './admin/session.ts';
import { type StatementRoutesDeps, statementRoutes } from './admin/statements.ts';
import { type BookingRoutesDeps, bookingRoutes } from './bookings.ts';
import { type CheckoutRoutesDeps, checkoutRoutes } from './checkout.ts';
import { type SecurityRoutesDeps, securityRoutes } from './admin/security.ts';
import { type DocumentRoutesDeps, documentRoutes } from './documents.ts';
import { imageRoutes } from './images.ts';
import { type ItemRoutesDeps, itemRoutes } from './items.ts';
import { type MessageRoutesDeps, messageRoutes } from './messages.ts';
import { type PageHelperRoutesDeps, pageHelperRoutes } from './page-helpers.ts';
import { type ProofRoutesDeps, proofRoutes } from './proofs.ts';
import { type TicketKeyRoutesDeps, ticketKeyRoutes } from './ticket-keys.ts';

export type RoutesDeps = ItemRoutesDeps &
  BookingRoutesDeps &
  CheckoutRoutesDeps &
  AdminPaymentRoutesDeps &
  ErasureRoutesDeps &
  ProofRoutesDeps &
  DocumentRoutesDeps &
  TicketKeyRoutesDeps &
  CheckInRoutesDeps &
  PageHelperRoutesDeps &
  SessionRoutesDeps &
  SecurityRoutesDeps &
  OrganiserAccountRoutesDeps &
  AccountRoutesDeps &
  AdminItemRoutesDeps &
  FileRoutesDeps &
  PaymentMethodRoutesDeps &
  AdminBookingRoutesDeps &
  StatementRoutesDeps &
  NotificationRoutesDeps &
  TemplateRoutesDeps &
  MessageRoutesDeps &
  DeadLetterRoutesDeps;

/** Everything that api.md lists and this version has. */
export const allRoutes = (deps: RoutesDeps): Route[] => [
  ...itemRoutes(deps),
  ...bookingRoutes(deps),
  ...checkoutRoutes(deps),
  ...proofRoutes(deps),
  ...documentRoutes(deps),
  ...ticketKeyRoutes(deps),
  ...imageRoutes(deps.files),
  ...pageHelperRoutes(deps),
  ...accountRoutes(deps),
  ...sessionRoutes(deps),
  ...securityRoutes(deps),
  ...organiserAccountRoutes(deps),
  ...adminItemRoutes(deps),
  ...adminFileRoutes(deps),
  ...adminPaymentMethodRoutes(deps),
  ...adminBookingRoutes(deps),
  ...statementRoutes(deps),
  ...adminPaymentRoutes(deps),
  ...erasureRoutes(deps),
  ...checkInRoutes(deps),
  ...notificationRoutes(deps),
  ...templateRoutes(deps),
  ...messageRoutes(deps),
  ...deadLetterRoutes(deps),
];
