import { type RouteConfig, index, route } from '@react-router/dev/routes';
import { accountRoutes } from './accounts/routes.ts';
import { adminRoutes } from './admin/routes.ts';

export default [
  index('routes/list.tsx'),
  route('x/:ref', 'routes/item.tsx', [route('book', 'routes/book.tsx')]),
  route('b/:code', 'routes/booking.tsx'),
  route('b/:code/pay', 'routes/pay.tsx'),
  route('b/:code/calendar.ics', 'routes/calendar.ts'),
  route('preferences', 'routes/preferences.ts'),
  ...accountRoutes,
  ...adminRoutes,
  route('*', 'routes/not-found.tsx'),
] satisfies RouteConfig;
