import { type RouteConfigEntry, index, layout, route } from '@react-router/dev/routes';

/** The organiser's pages, under `/admin`: a line for each. */
export const adminRoutes: RouteConfigEntry[] = [
  route('admin/login', 'admin/routes/login.tsx'),
  route('admin/login/code', 'admin/accounts/routes/second-step.tsx'),
  route('admin/logout', 'admin/routes/logout.ts'),
  route('admin/set-password', 'admin/accounts/routes/set-password.tsx'),
  route('admin', 'admin/routes/frame.tsx', { id: 'organiser' }, [
    layout('admin/routes/content.tsx', [
      index('admin/routes/dashboard.tsx'),
      route('review/:id?', 'admin/routes/review.tsx'),
      route('bookings', 'admin/routes/bookings.tsx'),
      route('bookings/:id', 'admin/routes/booking.tsx'),
      route('transfers', 'admin/routes/transfers.tsx'),
      route('refunds', 'admin/routes/refunds.tsx'),
      route('messages', 'admin/routes/messages.tsx'),
      route('templates', 'admin/routes/templates.tsx'),
      route('templates/:kind/:channel/:language', 'admin/routes/template.tsx'),
      route('webhooks', 'admin/routes/webhooks.tsx'),
      route('dead-letters', 'admin/routes/dead-letters.tsx'),
      route('items', 'admin/routes/items.tsx'),
      route('items/new', 'admin/routes/item-new.tsx'),
      route('items/:id', 'admin/routes/item-edit.tsx'),
      route('payment-methods', 'admin/routes/payment-methods.tsx'),
      route('payment-methods/new', 'admin/routes/payment-method-new.tsx'),
      route('payment-methods/:id', 'admin/routes/payment-method-edit.tsx'),
      route('check-in', 'admin/routes/check-in.tsx'),
      route('accounts', 'admin/accounts/routes/accounts.tsx'),
      route('accounts/:id', 'admin/accounts/routes/account.tsx'),
      route('security', 'admin/accounts/routes/security.tsx'),
    ]),
  ]),
];
