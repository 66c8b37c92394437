import type { IncomingMessage } from 'node:http';
import type { AccountMe } from '@karcis/contracts';
import { ProblemError } from '@karcis/http';
import type { PeopleAuth } from './auth.ts';
import { cookiesOf } from './cookies.ts';
import type { Csrf } from './csrf.ts';
import { orUnavailable } from './outage.ts';
import { createRemembered, headersWith } from './remember.ts';

export type People = {
  /** Who is signed in. Undefined at once, and nothing is asked, where no cookie says that anybody is. */
  find(req: IncomingMessage): Promise<AccountMe | undefined> | undefined;
  /**
   * In whose account a hold is made, if in any. Throws `login-required` where holds need one, and CSRF's problems: the
   * cookie authenticates it.
   */
  accountOf(req: IncomingMessage): Promise<string | undefined> | undefined;
  forget(req: IncomingMessage): void;
};

export type PeopleOptions = {
  readonly auth: PeopleAuth;
  readonly sessionCookie: string;
  readonly csrf: Csrf;
  readonly requireLogin: boolean;
  readonly rememberedMs?: number | undefined;
};

/** People who book with an account. */
export function createPeople(options: PeopleOptions): People {
  const { auth, sessionCookie, csrf, requireLogin, rememberedMs } = options;

  const remembered = createRemembered<AccountMe>(async (cookie) => {
    const headers = headersWith(sessionCookie, cookie);
    const found = await orUnavailable(auth.api.getSession({ headers }));
    return found ? { id: found.user.id, email: found.user.email } : undefined;
  }, rememberedMs);

  function find(req: IncomingMessage): Promise<AccountMe | undefined> | undefined {
    // Cheaper than parsing, and most who hold a place have no account.
    if (!req.headers.cookie?.includes(sessionCookie)) return undefined;
    const cookie = cookiesOf(req)[sessionCookie];
    return cookie ? remembered.find(cookie) : undefined;
  }

  async function check(
    req: IncomingMessage,
    finding: Promise<AccountMe | undefined> | undefined,
  ): Promise<string | undefined> {
    const person = await finding;
    if (person) csrf.require(req);
    else if (requireLogin) throw new ProblemError('login-required');
    return person?.id;
  }

  return {
    find,
    accountOf(req) {
      const finding = find(req);
      return finding || requireLogin ? check(req, finding) : undefined;
    },
    forget: (req) => remembered.forget(cookiesOf(req)[sessionCookie] ?? ''),
  };
}
