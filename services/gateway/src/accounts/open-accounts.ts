import type { Database } from '@karcis/db';
import type { Calls } from '../calls.ts';
import type { Config } from '../config.ts';
import type { BucketStore } from '../limits/batched-limiter.ts';
import { type AuthOptions, createAuth, createPeopleAuth } from './auth.ts';
import { peopleCookieName, sessionCookieName } from './auth.ts';
import { createCsrf } from './csrf.ts';
import { ensureFirstOwner } from './first-owner.ts';
import { createGuards } from './guards.ts';
import { createInvitations } from './invitations.ts';
import { createLoginCodes } from './login-codes.ts';
import { createOrganisers } from './organisers.ts';
import { createPasswords } from './passwords.ts';
import { createPeople } from './people.ts';
import { createSecondFactors } from './second-factors.ts';

/** Everything about who organisers and people with an account are. Makes the first owner when the settings name one. */
export async function openAccounts(
  config: Config,
  { db, pool }: Pick<Database<unknown>, 'db' | 'pool'>,
  store: BucketStore,
  { sendLoginCode, sendInvitation }: Pick<Calls, 'sendLoginCode' | 'sendInvitation'>,
  rememberedMs?: number,
) {
  const { publicUrl, authSecret: secret, csrfSecret, projectName, admin } = config;
  const secure = publicUrl.protocol === 'https:';
  const sessionCookie = sessionCookieName(publicUrl);
  const peopleCookie = peopleCookieName(publicUrl);
  const authOptions: AuthOptions = { db, secret, publicUrl, projectName };
  const auth = createAuth(authOptions);
  const peopleAuth = createPeopleAuth(authOptions);
  const passwords = createPasswords({ auth, secret, secure });
  if (admin.email && admin.password) {
    const owner = { email: admin.email, password: admin.password };
    await ensureFirstOwner({ pool, auth, passwords, secret }, owner);
  }

  const csrf = createCsrf({
    secret: csrfSecret,
    publicUrl,
    sessionCookies: [sessionCookie, peopleCookie],
  });
  return {
    auth,
    peopleAuth,
    passwords,
    csrf,
    accountsPool: pool,
    organisers: createOrganisers({
      auth,
      sessionCookie,
      apiKey: admin.apiKey,
      requireSecondFactor: config.requireSecondFactor,
      rememberedMs,
    }),
    people: createPeople({
      auth: peopleAuth,
      sessionCookie: peopleCookie,
      csrf,
      requireLogin: config.requireLogin,
      rememberedMs,
    }),
    guards: createGuards({ store, secret, secure, enabled: config.requestsPerMinute > 0 }),
    loginCodes: createLoginCodes({ pool, secret, secure, sendLoginCode }),
    invitations: createInvitations({ pool, secret, sendInvitation }),
    secondFactors: createSecondFactors({ pool, secret, issuer: projectName }),
  };
}
