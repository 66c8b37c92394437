import type { AccountBooking, AccountMe, List } from '@karcis/contracts';
import type { Answer, Ask } from './connection.ts';

/** What people with an account of their own may ask, and how they come to one. Cookies go on to the browser. */
export const accountApi = (ask: Ask) => ({
  sendCode: (email: string, next: string): Promise<Answer<{ expiresAt: string }>> =>
    ask({ method: 'POST', path: '/api/account/login-code', body: { email, next } }),
  login: (body: { email: string; code: string } | { token: string }): Promise<Answer<AccountMe>> =>
    ask({ method: 'POST', path: '/api/account/login', body }),
  logout: (csrfToken: string): Promise<Answer<''>> =>
    ask({ method: 'POST', path: '/api/account/logout', body: {}, csrfToken }),
  me: (): Promise<Answer<AccountMe>> => ask({ path: '/api/account/me' }),
  listBookings: (query: Readonly<Record<string, string>>): Promise<Answer<List<AccountBooking>>> =>
    ask({ path: `/api/account/bookings?${new URLSearchParams(query)}` }),
});
