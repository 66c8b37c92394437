import type { IncomingMessage } from 'node:http';
import type { Auth, PeopleAuth } from './auth.ts';
import { orUnavailable } from './outage.ts';

/** Begins a session and answers its cookies; undefined where the account is gone. */
export async function openSession(
  auth: Auth | PeopleAuth,
  userId: string,
  { headers }: IncomingMessage,
): Promise<string[] | undefined> {
  const userAgent = headers['user-agent']?.slice(0, 300) ?? null;
  const answer = await orUnavailable(
    auth.api.openSession({ body: { userId, userAgent }, returnHeaders: true }),
  );
  return answer.response ? answer.headers.getSetCookie() : undefined;
}

/** Ends the session; answers the cookies that make the browser forget it. */
export async function signOut(
  auth: Auth | PeopleAuth,
  { headers }: IncomingMessage,
): Promise<string[]> {
  const answer = await orUnavailable(
    auth.api.signOut({
      headers: new Headers({ cookie: headers.cookie ?? '' }),
      returnHeaders: true,
    }),
  );
  return answer.headers.getSetCookie();
}
