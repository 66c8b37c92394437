import type { Booking, Statement, TransferList } from '@karcis/contracts';
import type { Answer, Ask } from '../connection.ts';
import type { Sealed } from '../public-api.ts';

const part = encodeURIComponent;

/** Bank statements and what their lines may be. */
export const transferCalls = (ask: Ask) => ({
  list: (query: Readonly<Record<string, string>>): Promise<Answer<TransferList>> =>
    ask({ path: `/api/admin/transfers?${new URLSearchParams(query)}` }),
  importStatement: (form: FormData, sealed: Sealed): Promise<Answer<Statement>> =>
    ask({ method: 'POST', path: '/api/admin/statements', form, ...sealed }),
  /** Sets a line aside, or takes it back. */
  setAside: (
    id: string,
    verb: 'dismiss' | 'restore',
    sealed: Sealed,
  ): Promise<Answer<{ readonly dismissed: boolean }>> =>
    ask({ method: 'POST', path: `/api/admin/transfers/${part(id)}/${verb}`, body: {}, ...sealed }),
  /** The ordinary approval, with the line that was seen. */
  approve: (id: string, statementLineId: string, sealed: Sealed): Promise<Answer<Booking>> =>
    ask({
      method: 'POST',
      path: `/api/admin/bookings/${part(id)}/approve`,
      body: { statementLineId },
      ...sealed,
    }),
});
