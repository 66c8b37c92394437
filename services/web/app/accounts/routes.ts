import { type RouteConfigEntry, route } from '@react-router/dev/routes';

/** Pages of people with an account of their own. */
export const accountRoutes: RouteConfigEntry[] = [
  route('login', 'accounts/routes/login.tsx'),
  route('login/code', 'accounts/routes/login-code.tsx'),
  route('login/link', 'accounts/routes/login-link.tsx'),
  route('me', 'accounts/routes/me.tsx'),
  route('logout', 'accounts/routes/logout.ts'),
];
