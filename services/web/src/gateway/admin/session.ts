import type { LoginRequest, Me } from '@karcis/contracts';
import type { z } from 'zod';
import type { Answer, Ask } from '../connection.ts';

export const sessionCalls = (ask: Ask) => ({
  /** Its cookies go on to the browser. */
  login: (body: z.input<typeof LoginRequest>): Promise<Answer<z.infer<typeof Me>>> =>
    ask({ method: 'POST', path: '/api/admin/login', body }),
  logout: (csrfToken: string): Promise<Answer<''>> =>
    ask({ method: 'POST', path: '/api/admin/logout', body: {}, csrfToken }),
  me: (): Promise<Answer<z.infer<typeof Me>>> => ask({ path: '/api/admin/me' }),
});
