import { randomUUID } from 'node:crypto';
import { type BetterAuthOptions, type BetterAuthPlugin, betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { CamelCasePlugin, type Kysely } from 'kysely';
import { z } from 'zod';

export type AuthOptions = {
  readonly db: Kysely<unknown>;
  readonly secret: string;
  readonly publicUrl: URL;
  readonly projectName: string;
};

export type Auth = ReturnType<typeof createAuth>;
export type PeopleAuth = ReturnType<typeof createPeopleAuth>;

const DAY_SECONDS = 24 * 60 * 60;
const SESSION_SECONDS = 7 * DAY_SECONDS;
/** A ticket is looked at weeks later, and there is no password to ask for again. */
const PEOPLE_SESSION_SECONDS = 90 * DAY_SECONDS;
const PASSWORD_LENGTH_MAX = 256;
const COOKIE_PREFIX = 'karcis';
const PEOPLE_COOKIE_PREFIX = 'karcis_me';

const cookieName = (publicUrl: URL, prefix: string) =>
  `${publicUrl.protocol === 'https:' ? '__Secure-' : ''}${prefix}.session_token`;

/** The session cookies' names, as better-auth makes them. */
export const sessionCookieName = (publicUrl: URL) => cookieName(publicUrl, COOKIE_PREFIX);
export const peopleCookieName = (publicUrl: URL) => cookieName(publicUrl, PEOPLE_COOKIE_PREFIX);

/**
 * Begins a session for whoever has proved who they are: to us, since better-auth's own ways do not know our second step and
 * our codes. Its answer has the cookie.
 */
const openSession = {
  id: 'open-session',
  endpoints: {
    openSession: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ userId: z.string(), userAgent: z.string().nullable() }) },
      async (ctx) => {
        const { internalAdapter: accounts } = ctx.context;
        const user = await accounts.findUserById(ctx.body.userId);
        if (!user) return null;
        const { userAgent } = ctx.body;
        const session = await accounts.createSession(user.id, false, { userAgent });
        await setSessionCookie(ctx, { session, user });
        return { id: user.id };
      },
    ),
  },
} satisfies BetterAuthPlugin;

/**
 * What both kinds of accounts have in common. Used through the server API only: none of better-auth's own routes is
 * reachable, so our limits, CSRF and problem details hold for all there is.
 */
const common = ({ db, secret, publicUrl, projectName }: AuthOptions) =>
  ({
    appName: projectName,
    baseURL: publicUrl.origin,
    secret,
    // It says createdAt where our columns say created_at.
    database: { db: db.withPlugin(new CamelCasePlugin()), type: 'postgres' },
    account: { modelName: 'accounts' },
    verification: { modelName: 'verifications' },
    plugins: [openSession],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // It would write about accounts in words of its own.
    logger: { disabled: true },
  }) satisfies BetterAuthOptions;

const advanced = (publicUrl: URL, cookiePrefix: string) => ({
  cookiePrefix,
  useSecureCookies: publicUrl.protocol === 'https:',
  ipAddress: { disableIpTracking: true },
});

/** Organisers' accounts and sessions, with passwords. */
export function createAuth(options: AuthOptions) {
  return betterAuth({
    ...common(options),
    user: {
      modelName: 'users',
      additionalFields: {
        role: { type: ['owner', 'reviewer', 'door'], defaultValue: 'reviewer', input: false },
        disabledAt: { type: 'date', required: false, input: false },
        secondFactor: { type: 'boolean', defaultValue: false, input: false },
        notifyNewProof: { type: 'boolean', defaultValue: false, input: false },
        settingsPassword: { type: 'string', required: false, input: false, returned: false },
      },
    },
    session: { modelName: 'sessions', expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
    },
    advanced: advanced(options.publicUrl, COOKIE_PREFIX),
  } satisfies BetterAuthOptions);
}

/** Accounts of people who book, and their sessions. In tables of their own, under a cookie of its own. */
export function createPeopleAuth(options: AuthOptions) {
  return betterAuth({
    ...common(options),
    user: { modelName: 'people' },
    session: {
      modelName: 'people_sessions',
      expiresIn: PEOPLE_SESSION_SECONDS,
      disableSessionRefresh: true,
    },
    advanced: {
      ...advanced(options.publicUrl, PEOPLE_COOKIE_PREFIX),
      database: { generateId: () => randomUUID() },
    },
  } satisfies BetterAuthOptions);
}
