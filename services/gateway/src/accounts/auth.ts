import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { CamelCasePlugin, type Kysely } from 'kysely';

export type AuthOptions = {
  readonly db: Kysely<unknown>;
  readonly secret: string;
  readonly publicUrl: URL;
  readonly projectName: string;
};

export type Auth = ReturnType<typeof createAuth>;

const SESSION_SECONDS = 7 * 24 * 60 * 60;
const PASSWORD_LENGTH_MAX = 256;
const COOKIE_PREFIX = 'karcis';

/** The session cookie's name, as better-auth makes it. */
export const sessionCookieName = (publicUrl: URL) =>
  `${publicUrl.protocol === 'https:' ? '__Secure-' : ''}${COOKIE_PREFIX}.session_token`;

/**
 * Organisers' accounts and sessions. Used through its server API only: none of its own routes is reachable, so
 * our limits, CSRF and problem details hold for all there is.
 */
export function createAuth({ db, secret, publicUrl, projectName }: AuthOptions) {
  return betterAuth({
    appName: projectName,
    baseURL: publicUrl.origin,
    secret,
    // It says createdAt where our columns say created_at.
    database: { db: db.withPlugin(new CamelCasePlugin()), type: 'postgres' },
    user: { modelName: 'users' },
    session: {
      modelName: 'sessions',
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
    },
    account: { modelName: 'accounts' },
    verification: { modelName: 'verifications' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: publicUrl.protocol === 'https:',
      ipAddress: { disableIpTracking: true },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // It would write about accounts in words of its own.
    logger: { disabled: true },
  } satisfies BetterAuthOptions);
}
