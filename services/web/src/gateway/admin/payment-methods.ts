import type { AdminPaymentMethod, List } from '@karcis/contracts';
import type { Answer, Ask } from '../connection.ts';
import type { Sealed } from '../public-api.ts';

const PATH = '/api/admin/payment-methods';
const at = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
/** More ways to pay than anybody has. */
const LIMIT = '100';

export const paymentMethodCalls = (ask: Ask) => ({
  list: (): Promise<Answer<List<AdminPaymentMethod>>> => ask({ path: `${PATH}?limit=${LIMIT}` }),
  create: (body: unknown, sealed: Sealed): Promise<Answer<AdminPaymentMethod>> =>
    ask({ method: 'POST', path: PATH, body, ...sealed }),
  change: (
    id: string,
    body: unknown,
    { csrfToken }: Pick<Sealed, 'csrfToken'>,
  ): Promise<Answer<AdminPaymentMethod>> => ask({ method: 'PATCH', path: at(id), body, csrfToken }),
  remove: (id: string, { csrfToken }: Pick<Sealed, 'csrfToken'>): Promise<Answer<''>> =>
    ask({ method: 'DELETE', path: at(id), csrfToken }),
});
