import type {
  CreateOrganiser,
  List,
  Me,
  OrganiserAccount,
  OrganiserSession,
  UpdateOrganiser,
} from '@karcis/contracts';
import type { Answer, Ask } from '../connection.ts';
import type { Sealed } from '../public-api.ts';

const part = encodeURIComponent;
const PATH = '/api/admin/accounts';

type Token = Pick<Sealed, 'csrfToken'>;

/** Organisers, as owners manage them. */
export const accountCalls = (ask: Ask) => ({
  list: (query: Readonly<Record<string, string>>): Promise<Answer<List<OrganiserAccount>>> =>
    ask({ path: `${PATH}?${new URLSearchParams(query)}` }),
  find: (id: string): Promise<Answer<OrganiserAccount>> => ask({ path: `${PATH}/${part(id)}` }),
  invite: (body: CreateOrganiser, sealed: Sealed): Promise<Answer<OrganiserAccount>> =>
    ask({ method: 'POST', path: PATH, body, ...sealed }),
  change: (id: string, body: UpdateOrganiser, { csrfToken }: Token): Promise<Answer<unknown>> =>
    ask({ method: 'PATCH', path: `${PATH}/${part(id)}`, body, csrfToken }),
  remove: (id: string, { csrfToken }: Token): Promise<Answer<unknown>> =>
    ask({ method: 'DELETE', path: `${PATH}/${part(id)}`, csrfToken }),
  sendLink: (id: string, sealed: Sealed): Promise<Answer<unknown>> =>
    ask({ method: 'POST', path: `${PATH}/${part(id)}/invite`, body: {}, ...sealed }),
  resetSecondFactor: (id: string, sealed: Sealed): Promise<Answer<unknown>> =>
    ask({ method: 'POST', path: `${PATH}/${part(id)}/reset-second-factor`, body: {}, ...sealed }),
});

/** What organisers do about their own account. */
export const securityCalls = (ask: Ask) => {
  const post = <T>(path: string, body: unknown, csrfToken: string): Promise<Answer<T>> =>
    ask({ method: 'POST', path: `/api/admin/${path}`, body, csrfToken });
  return {
    setPassword: (token: string, password: string): Promise<Answer<''>> =>
      ask({ method: 'POST', path: '/api/admin/set-password', body: { token, password } }),
    secondStep: (code: string): Promise<Answer<Me>> =>
      ask({ method: 'POST', path: '/api/admin/login/second-factor', body: { code } }),
    changePassword: (password: string, newPassword: string, token: string) =>
      post<{ ended: number }>('password', { password, newPassword }, token),
    listSessions: (): Promise<Answer<{ data: OrganiserSession[] }>> =>
      ask({ path: '/api/admin/sessions' }),
    endOthers: (token: string) => post<{ ended: number }>('sessions/end-others', {}, token),
    offer: (password: string, token: string) =>
      post<{ secret: string; url: string }>('second-factor', { password }, token),
    confirm: (code: string, token: string) =>
      post<{ recoveryCodes: string[] }>('second-factor/confirm', { code }, token),
    removeSecondFactor: (password: string, token: string) =>
      post<''>('second-factor/remove', { password }, token),
    notify: (notifyNewProof: boolean, csrfToken: string): Promise<Answer<Me>> =>
      ask({ method: 'PATCH', path: '/api/admin/me', body: { notifyNewProof }, csrfToken }),
  };
};
