import type { Route } from '../route.ts';
import { adminBookingRoutes, type AdminBookingRoutesDeps } from './admin/bookings.ts';
import { type DeadLetterRoutesDeps, deadLetterRoutes } from './admin/dead-letters.ts';
import { type FileRoutesDeps, adminFileRoutes } from './admin/files.ts';
import { type AdminItemRoutesDeps, adminItemRoutes } from './admin/items.ts';
import { type NotificationRoutesDeps, notificationRoutes } from './admin/notifications.ts';
import { type PaymentMethodRoutesDeps, adminPaymentMethodRoutes } from './admin/payment-methods.ts';
import { type SessionRoutesDeps, sessionRoutes } from './admin/session.ts';
import { type BookingRoutesDeps, bookingRoutes } from './bookings.ts';
import { imageRoutes } from './images.ts';
import { type ItemRoutesDeps, itemRoutes } from './items.ts';
import { type PageHelperRoutesDeps, pageHelperRoutes } from './page-helpers.ts';
import { type ProofRoutesDeps, proofRoutes } from './proofs.ts';

export type RoutesDeps = ItemRoutesDeps &
  BookingRoutesDeps &
  ProofRoutesDeps &
  PageHelperRoutesDeps &
  SessionRoutesDeps &
  AdminItemRoutesDeps &
  FileRoutesDeps &
  PaymentMethodRoutesDeps &
  AdminBookingRoutesDeps &
  NotificationRoutesDeps &
  DeadLetterRoutesDeps;

/** Everything that api.md lists and this version has. */
export const allRoutes = (deps: RoutesDeps): Route[] => [
  ...itemRoutes(deps),
  ...bookingRoutes(deps),
  ...proofRoutes(deps),
  ...imageRoutes(deps.files),
  ...pageHelperRoutes(deps),
  ...sessionRoutes(deps),
  ...adminItemRoutes(deps),
  ...adminFileRoutes(deps),
  ...adminPaymentMethodRoutes(deps),
  ...adminBookingRoutes(deps),
  ...notificationRoutes(deps),
  ...deadLetterRoutes(deps),
];
