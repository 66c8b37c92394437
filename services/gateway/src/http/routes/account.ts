import {
  AccountBooking,
  AccountLoginRequest,
  AccountMe,
  type BookingView,
  LoginCodeRequest,
  LoginCodeSent,
  NoFields,
  Page,
  listOf,
} from '@karcis/contracts';
import { problem } from '@karcis/http';
import type { PeopleAuth } from '../../accounts/auth.ts';
import type { Guards } from '../../accounts/guards.ts';
import type { LoginCodes } from '../../accounts/login-codes.ts';
import type { People } from '../../accounts/people.ts';
import { requireSameOrigin } from '../../accounts/same-origin.ts';
import { openSession, signOut } from '../../accounts/sign-in.ts';
import type { Calls } from '../../calls.ts';
import { pageFrom } from '../page.ts';
import { type Route, answer, defineRoute, ok } from '../route.ts';

export type AccountRoutesDeps = {
  readonly calls: Pick<Calls, 'listAccountBookings'>;
  readonly peopleAuth: PeopleAuth;
  readonly people: People;
  readonly loginCodes: LoginCodes;
  readonly guards: Guards;
  readonly publicUrl: URL;
};

/** Accounts of people who book: without a password, by a code or a link that comes by e-mail. */
export function accountRoutes(deps: AccountRoutesDeps): Route[] {
  const { calls, peopleAuth, people, loginCodes, guards, publicUrl } = deps;

  /** The account of an address that somebody has just proved to be theirs; it is made when they come first. */
  async function accountOf(email: string): Promise<string> {
    const { internalAdapter: accounts } = await peopleAuth.$context;
    const find = async () => (await accounts.findUserByEmail(email))?.user.id;
    const known = await find();
    if (known) return known;
    try {
      const fresh = { email, name: '', emailVerified: true };
      return (await accounts.createUser(fresh, { method: 'email-otp' })).id;
    } catch (error) {
      // Made at the same moment by another login.
      const made = await find();
      if (made) return made;
      throw error;
    }
  }

  return [
    defineRoute({
      method: 'post',
      path: '/api/account/login-code',
      summary: 'Mails a code and a link to sign in with; the answer is the same for every address',
      access: 'public',
      limits: ['sensitive'],
      body: LoginCodeRequest,
      answers: { 202: LoginCodeSent },
      async handle({ req, body, exchange, language }) {
        requireSameOrigin(req, publicUrl);
        const { email, next } = body;
        await guards.loginMail.before({ email, subscriber: exchange.client.subscriber, req });
        const sent = await loginCodes.send({ email, next, language, req });
        return answer(
          202,
          { expiresAt: sent.expiresAt.toISOString() },
          { 'Set-Cookie': sent.cookie },
        );
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/account/login',
      summary: 'Begins a session, by the code or by the token of the link',
      access: 'public',
      limits: ['sensitive'],
      body: AccountLoginRequest,
      answers: { 200: AccountMe },
      problems: ['login-code-invalid'],
      async handle({ req, body, exchange }) {
        // Another site must not sign its visitor in as somebody else.
        requireSameOrigin(req, publicUrl);
        const { subscriber } = exchange.client;
        const isCode = 'code' in body;
        if (isCode) await guards.loginCode.before({ email: body.email, subscriber, req });
        const email = isCode
          ? await loginCodes.redeemCode(body.email, body.code, req)
          : await loginCodes.redeemLink(body.token);
        if (!email) return { problem: problem('login-code-invalid') };

        const id = await accountOf(email);
        const cookies = (await openSession(peopleAuth, id, req)) ?? [];
        const device = isCode
          ? await guards.loginCode.passed({ email, subscriber, req })
          : guards.loginCode.deviceCookieOf(email);
        return ok({ id, email }, { 'Set-Cookie': [...cookies, device] });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/account/logout',
      summary: 'Ends the session',
      access: 'account',
      body: NoFields,
      answers: { 204: null },
      async handle({ req }) {
        const cookies = await signOut(peopleAuth, req);
        people.forget(req);
        return answer(204, undefined, { 'Set-Cookie': cookies });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/account/me',
      summary: 'Who is signed in',
      access: 'account',
      answers: { 200: AccountMe },
      handle: async ({ person }) => ok(person),
    }),
    defineRoute({
      method: 'get',
      path: '/api/account/bookings',
      summary: 'The bookings made in this account, the newest first',
      access: 'account',
      query: Page,
      answers: { 200: listOf(AccountBooking) },
      async handle({ person, query }) {
        const accountId = person?.id ?? '';
        const { data, nextCursor } = pageFrom(
          await calls.listAccountBookings({ ...query, accountId }),
        );
        return ok({ data: data.map(toRow), nextCursor });
      },
    }),
  ];
}

/** Fields are named one by one, so that a new one stays out until somebody decides. */
const toRow = (booking: BookingView): AccountBooking => ({
  id: booking.id,
  code: booking.code,
  url: booking.url,
  state: booking.state,
  item: booking.item,
  quantity: booking.quantity,
  amount: booking.amount,
  currency: booking.currency,
  holdExpiresAt: booking.holdExpiresAt,
  createdAt: booking.createdAt,
});
