import type { AccountMe } from '@karcis/contracts';
import { accountApi } from '../../src/gateway/account-api.ts';
import type { Exchange } from './exchange.ts';

const COOKIES = ['karcis_me.session_token', '__Secure-karcis_me.session_token'];

/** Who is signed in. Most visitors have no cookie that says so, and then nothing is asked. */
export async function findPerson({ ask, cookies }: Exchange): Promise<AccountMe | null> {
  if (!COOKIES.some((name) => cookies[name])) return null;
  const answer = await accountApi(ask).me();
  return answer.ok ? answer.data : null;
}

/** The login page, and the way back from it. */
export const loginPath = (next: string) => `/login?${new URLSearchParams({ next })}`;
