import type { IncomingMessage } from 'node:http';
import { APIError } from 'better-auth';
import type { Auth } from './auth.ts';
import { orUnavailable } from './outage.ts';

export type SignedIn = {
  readonly email: string;
  readonly name: string;
  readonly cookies: string[];
};

/** Undefined when the address or the password is wrong: nobody learns which. */
export async function signIn(
  auth: Auth,
  credentials: { readonly email: string; readonly password: string },
): Promise<SignedIn | undefined> {
  try {
    const { headers, response } = await orUnavailable(
      auth.api.signInEmail({ body: credentials, returnHeaders: true }),
    );
    const { email, name } = response.user;
    return { email, name, cookies: headers.getSetCookie() };
  } catch (error) {
    if (error instanceof APIError) return undefined;
    throw error;
  }
}

/** Ends the session; answers the cookies that make the browser forget it. */
export async function signOut(auth: Auth, { headers }: IncomingMessage): Promise<string[]> {
  const answer = await orUnavailable(
    auth.api.signOut({
      headers: new Headers({ cookie: headers.cookie ?? '' }),
      returnHeaders: true,
    }),
  );
  return answer.headers.getSetCookie();
}
