import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parse as parseCookie } from 'cookie';
import type { Me, OrganiserRole } from '@karcis/contracts';
import { isEqual } from '../domain/identity.ts';
import type { Auth } from './auth.ts';
import { bearerOf, cookiesOf } from './cookies.ts';
import { orUnavailable } from './outage.ts';
import { createRemembered, headersWith } from './remember.ts';

type Account = {
  readonly name: string;
  readonly role: OrganiserRole;
  readonly secondFactor: boolean;
  readonly notifyNewProof: boolean;
};

export type SessionOrganiser = Account & {
  readonly kind: 'session';
  readonly id: string;
  readonly email: string;
  readonly sessionId: string;
};

/** Who manages items and bookings. */
export type Organiser =
  | SessionOrganiser
  | (Account & { readonly kind: 'api-key'; readonly id: 'api-key'; readonly email: null });

export type Organisers = {
  /** By API key or session cookie. A wrong API key is nobody, whatever the cookies say. */
  find(req: IncomingMessage): Promise<Organiser | undefined>;
  /** By a Set-Cookie that a login has just made. */
  findByCookie(setCookie: string): Promise<Organiser | undefined>;
  /** After login, logout or a change of the account: the next request asks the database again. */
  forget(req: IncomingMessage): void;
  /** True while nothing else is open to this account until it has an authenticator app. */
  lacksSecondFactor(organiser: Organiser): boolean;
  toMe(organiser: Organiser): Me;
};

export type OrganisersOptions = {
  readonly auth: Auth;
  readonly sessionCookie: string;
  readonly apiKey: string | undefined;
  readonly requireSecondFactor: boolean;
  readonly rememberedMs?: number | undefined;
};

const API_KEY: Organiser = {
  kind: 'api-key',
  id: 'api-key',
  email: null,
  name: 'API key',
  role: 'owner',
  secondFactor: false,
  notifyNewProof: false,
};

export function createOrganisers(options: OrganisersOptions): Organisers {
  const { auth, sessionCookie, apiKey, requireSecondFactor } = options;
  const apiKeyHash = apiKey && hash('sha256', apiKey);

  const remembered = createRemembered<Organiser>(async (cookie) => {
    const headers = headersWith(sessionCookie, cookie);
    const found = await orUnavailable(auth.api.getSession({ headers }));
    if (!found || found.user.disabledAt) return undefined;
    const { id, email, name, role, secondFactor, notifyNewProof } = found.user;
    return {
      kind: 'session',
      sessionId: found.session.id,
      ...{ id, email, name, secondFactor, notifyNewProof, role: role as OrganiserRole },
    };
  }, options.rememberedMs);

  const lacksSecondFactor = ({ kind, secondFactor }: Organiser) =>
    requireSecondFactor && kind === 'session' && !secondFactor;

  return {
    async find(req) {
      const key = bearerOf(req);
      if (key !== undefined) {
        return apiKeyHash && isEqual(apiKeyHash, hash('sha256', key)) ? API_KEY : undefined;
      }
      const cookie = cookiesOf(req)[sessionCookie];
      return cookie ? remembered.find(cookie) : undefined;
    },
    findByCookie(setCookie) {
      const cookie = parseCookie(setCookie.split(';', 1)[0] ?? '')[sessionCookie];
      return cookie ? remembered.find(cookie) : Promise.resolve(undefined);
    },
    forget: (req) => remembered.forget(cookiesOf(req)[sessionCookie] ?? ''),
    lacksSecondFactor,
    toMe: (organiser) => ({
      kind: organiser.kind,
      email: organiser.email,
      name: organiser.name,
      role: organiser.role,
      secondFactor: organiser.secondFactor,
      secondFactorRequired: lacksSecondFactor(organiser),
      notifyNewProof: organiser.notifyNewProof,
    }),
  };
}
