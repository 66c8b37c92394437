import type { Database } from '@karcis/db';
import type { Config } from '../config.ts';
import type { BucketStore } from '../limits/batched-limiter.ts';
import { createAuth, sessionCookieName } from './auth.ts';
import { createCsrf } from './csrf.ts';
import { ensureFirstOwner } from './first-owner.ts';
import { createLoginGuard } from './login-guard.ts';
import { createOrganisers } from './organisers.ts';

/** Everything about who organisers are. Makes the first one when the settings name one. */
export async function openAccounts(
  config: Config,
  { db, pool }: Pick<Database<unknown>, 'db' | 'pool'>,
  store: BucketStore,
) {
  const { publicUrl, authSecret, csrfSecret, projectName, admin } = config;
  const sessionCookie = sessionCookieName(publicUrl);
  const auth = createAuth({ db, secret: authSecret, publicUrl, projectName });
  if (admin.email && admin.password) {
    await ensureFirstOwner(pool, auth, { email: admin.email, password: admin.password });
  }

  return {
    auth,
    csrf: createCsrf({ secret: csrfSecret, publicUrl, sessionCookie }),
    organisers: createOrganisers({ auth, sessionCookie, apiKey: admin.apiKey }),
    guard: createLoginGuard({
      store,
      secret: authSecret,
      secure: publicUrl.protocol === 'https:',
      enabled: config.requestsPerMinute > 0,
    }),
  };
}
