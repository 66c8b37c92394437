import { LoginRequest, Me, NoFields, SecondFactorRequest, UpdateMe } from '@karcis/contracts';
import { ProblemError, problem } from '@karcis/http';
import type { Pool } from 'pg';
import type { Auth } from '../../../accounts/auth.ts';
import type { Guards } from '../../../accounts/guards.ts';
import type { LoginAttempt } from '../../../accounts/login-guard.ts';
import type { Organisers } from '../../../accounts/organisers.ts';
import { type Known, type Passwords, noTicket } from '../../../accounts/passwords.ts';
import { requireSameOrigin } from '../../../accounts/same-origin.ts';
import type { SecondFactors } from '../../../accounts/second-factors.ts';
import { openSession, signOut } from '../../../accounts/sign-in.ts';
import { setNotified } from '../../../db/organiser-accounts.ts';
import { type Ask, type Reply, type Route, answer, defineRoute, ok } from '../../route.ts';

export type SessionRoutesDeps = {
  readonly auth: Auth;
  readonly accountsPool: Pool;
  readonly organisers: Organisers;
  readonly passwords: Passwords;
  readonly secondFactors: SecondFactors;
  readonly guards: Guards;
  readonly publicUrl: URL;
};

/** How organisers come in, and who they are then. */
export function sessionRoutes(deps: SessionRoutesDeps): Route[] {
  const { auth, organisers, passwords, secondFactors, guards, publicUrl, accountsPool } = deps;

  const attemptOf = ({ req, exchange }: Ask, email: string): LoginAttempt => ({
    email,
    subscriber: exchange.client.subscriber,
    req,
  });

  /** Both steps are done. */
  async function signIn(ask: Ask, { id, email }: Known): Promise<Reply> {
    const session = await openSession(auth, id, ask.req);
    const cookie = session?.find((one) => one.includes('session_token='));
    if (!session || !cookie) return { problem: problem('invalid-credentials') };
    const organiser = await organisers.findByCookie(cookie);
    if (!organiser) return { problem: problem('invalid-credentials') };
    const device = await guards.password.passed(attemptOf(ask, email));
    return ok(organisers.toMe(organiser), { 'Set-Cookie': [...session, noTicket, device] });
  }

  return [
    defineRoute({
      method: 'post',
      path: '/api/admin/login',
      summary: 'Begins a session, or the second step where the account has an authenticator app',
      access: 'public',
      body: LoginRequest,
      answers: { 200: Me },
      problems: ['invalid-credentials', 'second-factor-required'],
      async handle(ask) {
        // Another site must not sign its visitor in as somebody else.
        requireSameOrigin(ask.req, publicUrl);
        const { email, password } = ask.body;
        await guards.password.before(attemptOf(ask, email));
        const known = await passwords.check(email, password);
        if (!known) return { problem: problem('invalid-credentials') };
        if (!known.secondFactor) return signIn(ask, known);

        const headers = { 'Set-Cookie': passwords.ticketFor(known) };
        return { problem: problem('second-factor-required', { headers }) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/login/second-factor',
      summary: 'The second step: a code of the app, or a recovery code',
      access: 'public',
      body: SecondFactorRequest,
      answers: { 200: Me },
      problems: ['invalid-credentials', 'second-factor-invalid'],
      async handle(ask) {
        requireSameOrigin(ask.req, publicUrl);
        const known = await passwords.holderOf(ask.req);
        if (!known) return { problem: problem('invalid-credentials') };
        const attempt = attemptOf(ask, known.email);
        await guards.secondFactor.before(attempt);
        if (!(await secondFactors.accept(known.id, ask.body.code))) {
          return { problem: problem('second-factor-invalid') };
        }
        await guards.secondFactor.passed(attempt);
        return signIn(ask, known);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/logout',
      summary: 'Ends the session',
      access: 'organiser',
      alsoFor: ['reviewer', 'door'],
      beforeSecondFactor: true,
      body: NoFields,
      answers: { 204: null },
      async handle({ req, organiser }) {
        if (organiser?.kind !== 'session') return answer(204);
        const cookies = await signOut(auth, req);
        organisers.forget(req);
        return answer(204, undefined, { 'Set-Cookie': cookies });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/me',
      summary: 'Who is signed in, and what they may do',
      access: 'organiser',
      alsoFor: ['reviewer', 'door'],
      beforeSecondFactor: true,
      answers: { 200: Me },
      handle: async ({ organiser }) => ok(organiser && organisers.toMe(organiser)),
    }),
    defineRoute({
      method: 'patch',
      path: '/api/admin/me',
      summary: 'Whether this organiser is told of each proof that waits',
      access: 'organiser',
      alsoFor: ['reviewer'],
      body: UpdateMe,
      answers: { 200: Me },
      async handle({ req, organiser, body }) {
        if (organiser?.kind !== 'session') throw new ProblemError('forbidden');
        await setNotified(accountsPool, organiser.id, body.notifyNewProof);
        organisers.forget(req);
        return ok(organisers.toMe({ ...organiser, ...body }));
      },
    }),
  ];
}
