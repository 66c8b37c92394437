import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isEqual } from '../domain/identity.ts';
import type { Auth } from './auth.ts';
import { bearerOf, cookiesOf } from './cookies.ts';
import { orUnavailable } from './outage.ts';

/** Who manages items and bookings. */
export type Organiser =
  | { readonly kind: 'session'; readonly id: string; readonly email: string; readonly name: string }
  | {
      readonly kind: 'api-key';
      readonly id: 'api-key';
      readonly email: null;
      readonly name: string;
    };

export type Organisers = {
  /** By API key or session cookie. A wrong API key is nobody, whatever the cookies say. */
  find(req: IncomingMessage): Promise<Organiser | undefined>;
  /** After login or logout: the next request asks the database again. */
  forget(req: IncomingMessage): void;
};

export type OrganisersOptions = {
  readonly auth: Auth;
  readonly sessionCookie: string;
  readonly apiKey: string | undefined;
};

/** A session ended by another replica lives on here for so long: a look-up takes 3 ms, and pages make many. */
const REMEMBERED_MS = 5_000;
const REMEMBERED_MAX = 10_000;

const API_KEY: Organiser = { kind: 'api-key', id: 'api-key', email: null, name: 'API key' };

type Remembered = { readonly until: number; readonly organiser: Promise<Organiser | undefined> };

export function createOrganisers({ auth, sessionCookie, apiKey }: OrganisersOptions): Organisers {
  const apiKeyHash = apiKey && hash('sha256', apiKey);
  const remembered = new Map<string, Remembered>();

  async function findSession(cookie: string): Promise<Organiser | undefined> {
    const headers = new Headers({ cookie: `${sessionCookie}=${encodeURIComponent(cookie)}` });
    const found = await orUnavailable(auth.api.getSession({ headers }));
    return found
      ? { kind: 'session', id: found.user.id, email: found.user.email, name: found.user.name }
      : undefined;
  }

  function findRemembered(cookie: string): Promise<Organiser | undefined> {
    const now = performance.now();
    const known = remembered.get(cookie);
    if (known && known.until > now) return known.organiser;

    const organiser = findSession(cookie);
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(cookie, { until: now + REMEMBERED_MS, organiser });
    organiser.catch(() => remembered.delete(cookie));
    return organiser;
  }

  return {
    async find(req) {
      const key = bearerOf(req);
      if (key !== undefined) {
        return apiKeyHash && isEqual(apiKeyHash, hash('sha256', key)) ? API_KEY : undefined;
      }
      const cookie = cookiesOf(req)[sessionCookie];
      return cookie ? findRemembered(cookie) : undefined;
    },
    forget(req) {
      remembered.delete(cookiesOf(req)[sessionCookie] ?? '');
    },
  };
}
