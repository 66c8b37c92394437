import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OrganiserRole, RequestOf, sendInvitation } from '@karcis/contracts';
import type { Route } from '../src/http/route.ts';
import { type Browser, openBrowser } from './browser.ts';
import { bearer, get, hold, post, send } from './client.ts';
import { ADMIN, API_KEY, useWorld } from './world.ts';

const world = useWorld();
const browsers = new Map<OrganiserRole, Browser>();

beforeAll(async () => {
  for (const role of ['owner', 'reviewer', 'door'] as const) {
    browsers.set(role, await anOrganiser(role));
  }
});

async function anOrganiser(role: OrganiserRole): Promise<Browser> {
  const email = `${role}-${randomUUID()}@example.org`;
  const password = 'a password of their own';
  const url = `${world.url}/api/admin/accounts`;
  const made = await post(url, { email, name: role, role }, bearer(API_KEY));
  expect(made.status).toBe(201);
  const { request } = world.neighbours.asked.findLast(
    ({ subject }) => subject === 'cmd.notifier.send-invitation.v1',
  )!;
  const { path } = request as RequestOf<typeof sendInvitation>;
  const token = new URL(path, world.url).searchParams.get('token');
  const browser = openBrowser(() => world.url);
  await browser.ask('POST', '/api/admin/set-password', { token, password });
  await browser.ask('POST', '/api/admin/login', { email, password });
  await browser.refresh();
  return browser;
}

/** Who may what, written down a second time: a route that is missing here, or that opens to more people, fails. */
const ALL = ['owner', 'reviewer', 'door'];
const REVIEW = ['owner', 'reviewer'];
const OWNER = ['owner'];
const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  'post /api/admin/logout': ALL,
  'get /api/admin/me': ALL,
  'patch /api/admin/me': REVIEW,
  'post /api/admin/password': ALL,
  'get /api/admin/sessions': ALL,
  'post /api/admin/sessions/end-others': ALL,
  'post /api/admin/second-factor': ALL,
  'post /api/admin/second-factor/confirm': ALL,
  'post /api/admin/second-factor/remove': ALL,
  'get /api/admin/accounts': OWNER,
  'get /api/admin/accounts/:id': OWNER,
  'post /api/admin/accounts': OWNER,
  'patch /api/admin/accounts/:id': OWNER,
  'delete /api/admin/accounts/:id': OWNER,
  'post /api/admin/accounts/:id/invite': OWNER,
  'post /api/admin/accounts/:id/reset-second-factor': OWNER,
  'get /api/admin/items': ALL,
  'post /api/admin/items': OWNER,
  'get /api/admin/items/:id': ALL,
  'patch /api/admin/items/:id': OWNER,
  'post /api/admin/items/:id/open': OWNER,
  'post /api/admin/items/:id/close': OWNER,
  'post /api/admin/images': OWNER,
  'get /api/admin/proofs/:id/file': REVIEW,
  'get /api/admin/proofs/:id/preview': REVIEW,
  'get /api/admin/payment-methods': REVIEW,
  'get /api/admin/payments': OWNER,
  'get /api/admin/payments/unmatched': OWNER,
  'get /api/admin/transfers': REVIEW,
  'post /api/admin/transfers/:id/dismiss': REVIEW,
  'post /api/admin/transfers/:id/restore': REVIEW,
  'post /api/admin/statements': REVIEW,
  'post /api/admin/bookings/:id/cancel': OWNER,
  'post /api/admin/bookings/:id/refund': OWNER,
  'post /api/admin/erasures': OWNER,
  'post /api/admin/payment-methods': OWNER,
  'patch /api/admin/payment-methods/:id': OWNER,
  'delete /api/admin/payment-methods/:id': OWNER,
  'get /api/admin/bookings': REVIEW,
  'get /api/admin/bookings.csv': REVIEW,
  'get /api/admin/bookings/:id': REVIEW,
  'post /api/admin/bookings/:id/approve': REVIEW,
  'post /api/admin/bookings/:id/reject': REVIEW,
  'get /api/admin/stats': REVIEW,
  'get /api/admin/notifications': REVIEW,
  'post /api/admin/notifications/:id/retry': REVIEW,
  'get /api/admin/webhook-endpoints': OWNER,
  'post /api/admin/webhook-endpoints': OWNER,
  'delete /api/admin/webhook-endpoints/:id': OWNER,
  'post /api/admin/webhook-endpoints/:id/replay': OWNER,
  'get /api/admin/templates': REVIEW,
  'get /api/admin/templates/:kind/:channel/:language': REVIEW,
  'put /api/admin/templates/:kind/:channel/:language': OWNER,
  'post /api/admin/templates/:kind/:channel/:language/preview': REVIEW,
  'post /api/admin/templates/:kind/:channel/:language/reset': OWNER,
  'post /api/admin/check-in': ALL,
  'post /api/admin/check-in/undo': ALL,
  'post /api/admin/check-in/sync': ALL,
  'get /api/admin/items/:id/tickets': ALL,
  'get /api/admin/dead-letters': OWNER,
  'post /api/admin/dead-letters/:id/replay': OWNER,
};

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const guarded = () => world.gateways[0]!.routes.filter(({ access }) => access === 'organiser');

describe('an organiser’s rights', () => {
  it('are decided for every route', () => {
    expect(guarded().map(nameOf).toSorted()).toEqual(Object.keys(RIGHTS).toSorted());
  });

  it.each(Object.keys(RIGHTS))('at %s', async (name) => {
    const route = guarded().find((one) => nameOf(one) === name)!;
    // Nothing is there under this id, and no body is right: rights are judged before either.
    const path = route.path.replace(/:\w+/g, () => randomUUID());
    for (const [role, browser] of browsers) {
      if (path.endsWith('/logout') && RIGHTS[name]!.includes(role)) continue;
      const answer = await browser.ask(
        route.method.toUpperCase(),
        path,
        route.body ? { surplus: true } : undefined,
      );
      const isAllowed = RIGHTS[name]!.includes(role);
      expect([role, answer.status === 403]).toEqual([role, !isAllowed]);
      if (!isAllowed) expect(answer.json.code).toBe('forbidden');
      else expect(answer.status).not.toBe(401);
    }
  });

  it('are none without signing in', async () => {
    for (const { method, path } of guarded()) {
      const url = world.url + path.replace(/:\w+/g, () => randomUUID());
      expect((await send(url, { method: method.toUpperCase() })).status).toBe(401);
    }
  });

  it('are told by `me`', async () => {
    for (const [role, browser] of browsers) {
      expect((await browser.ask('GET', '/api/admin/me')).json.role).toBe(role);
    }
  });

  it('are a person’s nowhere', async () => {
    const { json } = await hold(world.url);
    const headers = bearer(json.ownerToken);
    expect((await get(`${world.url}/api/admin/bookings`, headers)).status).toBe(401);
  });
});

it('the settings’ owner signs in with all rights', async () => {
  const browser = openBrowser(() => world.url);
  expect((await browser.ask('POST', '/api/admin/login', ADMIN)).json.role).toBe('owner');
});
